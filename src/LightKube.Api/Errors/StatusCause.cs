namespace LightKube.Api.Errors;

/// <summary>One cause of an error.</summary>
/// <param name="Reason">For machines: <c>FieldValueRequired</c>.</param>
/// <param name="Message">For people.</param>
/// <param name="Field">The field's path: <c>spec.containers[0].name</c>.</param>
public sealed record StatusCause(string Reason, string Message, string Field);
