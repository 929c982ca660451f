using LightKube.Api.Documents;

namespace LightKube.Api.Apply;

/// <summary>Who writes, as managedFields tells it.</summary>
/// <param name="Manager">The request's fieldManager, or who the client says it is.</param>
/// <param name="ApiVersion">The version that the request is written in.</param>
/// <param name="Subresource">Empty for the object itself.</param>
/// <param name="Time">RFC 3339 with whole seconds.</param>
/// <param name="IsApplied">True for server-side apply, false for all other writes.</param>
public sealed record FieldOwner(string Manager, string ApiVersion, string Subresource, Value Time, bool IsApplied)
{
    /// <summary>The longest name of a manager.</summary>
    public const int MaxLength = 128;

    /// <summary>Who wrote what stood there before anybody was recorded.</summary>
    internal const string BeforeFirstApply = "before-first-apply";

    /// <summary>Into which the oldest entries are put when there are too many.</summary>
    internal const string AncientChanges = "ancient-changes";
}
