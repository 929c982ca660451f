namespace LightKube.Api.CustomResources;

/// <summary>One entry of x-kubernetes-validations.</summary>
/// <param name="Rule">The expression that must be true.</param>
/// <param name="Message">What to say when it is not; may be empty.</param>
/// <param name="MessageExpression">An expression for what to say; may be empty.</param>
/// <param name="Reason">The cause's reason: FieldValueInvalid when nothing else is said.</param>
/// <param name="FieldPath">The field to blame, relative to the node: <c>.spec.x</c>; empty for the node itself.</param>
/// <param name="OptionalOldSelf">Evaluated on creation too, with oldSelf as an optional; null when not said.</param>
public sealed record ValidationRule(string Rule, string Message, string MessageExpression, string Reason, string FieldPath, bool? OptionalOldSelf);
