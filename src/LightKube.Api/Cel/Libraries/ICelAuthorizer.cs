namespace LightKube.Api.Cel.Libraries;

/// <summary>What an expression asks an authorizer.</summary>
/// <param name="Verb">The API's verb, or the HTTP method of a path.</param>
/// <param name="ServiceAccount">Namespace and name when another than the request's user is meant.</param>
/// <param name="Path">A path that is no resource; null for a resource.</param>
/// <param name="Group">Empty for the core group.</param>
/// <param name="Resource">The plural.</param>
/// <param name="Subresource">Empty for the resource itself.</param>
/// <param name="Namespace">Empty for all, and for cluster-scoped ones.</param>
/// <param name="Name">Empty for all.</param>
/// <param name="FieldSelector">Empty for none.</param>
/// <param name="LabelSelector">Empty for none.</param>
public sealed record CelAccess(
    string Verb,
    (string Namespace, string Name)? ServiceAccount,
    string? Path,
    string Group,
    string Resource,
    string Subresource,
    string Namespace,
    string Name,
    string FieldSelector,
    string LabelSelector);

/// <summary>An answer to <see cref="CelAccess"/>.</summary>
/// <param name="Allowed">Whether it is allowed.</param>
/// <param name="Reason">Why, for a person.</param>
/// <param name="Error">What kept the authorizer from deciding; empty when nothing did.</param>
public sealed record CelDecision(bool Allowed, string Reason, string Error = "");

/// <summary>Answers the checks of expressions for the user who makes the request.</summary>
public interface ICelAuthorizer
{
    CelDecision Check(CelAccess access);
}
