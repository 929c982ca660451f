using LightKube.Api.Apply;
using LightKube.Api.Schemas;

namespace LightKube.ApiServer.Strategies;

/// <summary>The fields that each endpoint of a kind writes.</summary>
internal static class EndpointFields
{
    private static readonly FieldSet OwnersAndDeletion = FieldSet.Of(Metadata("ownerReferences"), Metadata("deletionTimestamp"));
    private static readonly FieldSet WithLabels = OwnersAndDeletion.Union(FieldSet.Of(Metadata("labels")));

    public static FieldFilter AllButStatus { get; } = new(null, FieldSet.Of([PathElement.Field("status")]));

    /// <param name="kind">The kind.</param>
    /// <param name="writable">The top-level field that the subresource writes.</param>
    public static FieldFilter Of(KindSchema kind, string writable) => !KindTraits.IsBuiltIn(kind)
        ? new FieldFilter([writable], FieldSet.Empty)
        : new FieldFilter([writable, "metadata"], KindTraits.LabelsThroughStatus(kind) ? OwnersAndDeletion : WithLabels);

    private static PathElement[] Metadata(string name) => [PathElement.Field("metadata"), PathElement.Field(name)];
}
