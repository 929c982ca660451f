using LightKube.Api.ApiExtensions.V1;
using LightKube.Api.Documents;

namespace LightKube.ApiServer.CustomResources;

/// <summary>What the reconciler of CustomResourceDefinitions has to know of each, so that it need not decode them all for one.</summary>
internal sealed record DefinitionState
{
    public required string Name { get; init; }

    public required string Group { get; init; }

    /// <summary>The names of resources that are taken by it: plural, singular, short ones.</summary>
    public required IReadOnlyList<string> AcceptedResources { get; init; }

    /// <summary>The names of kinds that are taken by it.</summary>
    public required IReadOnlyList<string> AcceptedKinds { get; init; }

    /// <summary>Its names are all accepted, it is served, and everything is said that there is to say.</summary>
    public required bool IsSettled { get; init; }

    /// <summary>It is being deleted, and its objects are still to be.</summary>
    public required bool IsToBeEmptied { get; init; }

    public static DefinitionState Of(Document document)
    {
        var definition = document.As<CustomResourceDefinition>();
        var accepted = definition.Status.AcceptedNames;
        return new DefinitionState
        {
            Name = document.Name,
            Group = definition.Spec.Group,
            AcceptedResources = [.. new[] { accepted.Plural, accepted.Singular }.Concat(accepted.ShortNames).Where(static name => name.Length > 0)],
            AcceptedKinds = [.. new[] { accepted.Kind, accepted.ListKind }.Where(static name => name.Length > 0)],
            IsSettled = DefinitionConditions.IsTrue(definition, "NamesAccepted")
                && DefinitionConditions.IsTrue(definition, "Established")
                && definition.Spec.Names.ToValue() == accepted.ToValue()
                && ApiApproval.IsTold(definition),
            IsToBeEmptied = definition.Metadata.DeletionTimestamp is not null && definition.Metadata.Finalizers.Contains(DefinitionFinalizer.Name),
        };
    }
}
