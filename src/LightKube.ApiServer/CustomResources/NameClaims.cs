using LightKube.Api.ApiExtensions.V1;

namespace LightKube.ApiServer.CustomResources;

/// <summary>Decides which of its names a definition gets: those that no other definition of its group has been given.</summary>
/// <param name="resources">Names of resources that others have.</param>
/// <param name="kinds">Names of kinds that others have.</param>
internal sealed class NameClaims(IReadOnlySet<string> resources, IReadOnlySet<string> kinds)
{
    /// <summary>Takes over the names that are free into the status, and says in NamesAccepted whether all were.</summary>
    public void Apply(CustomResourceDefinition definition, DateTimeOffset now)
    {
        var wanted = definition.Spec.Names;
        var accepted = definition.Status.AcceptedNames;
        (string Reason, string Message)? conflict = null;
        accepted.Plural = Claim(wanted.Plural, accepted.Plural, resources, "PluralConflict", ref conflict);
        accepted.Singular = Claim(wanted.Singular, accepted.Singular, resources, "SingularConflict", ref conflict);
        ClaimShortNames(wanted, accepted, ref conflict);
        accepted.Kind = Claim(wanted.Kind, accepted.Kind, kinds, "KindConflict", ref conflict);
        accepted.ListKind = Claim(wanted.ListKind, accepted.ListKind, kinds, "ListKindConflict", ref conflict);
        accepted.Categories.Clear();
        foreach (var category in wanted.Categories)
        {
            accepted.Categories.Add(category);
        }

        var (reason, message) = conflict ?? ("NoConflicts", "no conflicts found");
        DefinitionConditions.Set(definition, "NamesAccepted", conflict is null, reason, message, now);
        if (conflict is not null && !DefinitionConditions.IsTrue(definition, "Established"))
        {
            DefinitionConditions.Set(definition, "Established", false, "NotAccepted", "not all names are accepted", now);
        }
    }

    private static string Claim(string wanted, string present, IReadOnlySet<string> taken, string reason, ref (string Reason, string Message)? conflict)
    {
        if (wanted == present || !taken.Contains(wanted))
        {
            return wanted;
        }

        conflict = (reason, InUse(wanted));
        return present;
    }

    private void ClaimShortNames(CustomResourceDefinitionNames wanted, CustomResourceDefinitionNames accepted, ref (string Reason, string Message)? conflict)
    {
        var own = accepted.ShortNames.ToHashSet(StringComparer.Ordinal);
        var problems = wanted.ShortNames.Where(name => !own.Contains(name) && resources.Contains(name)).Select(InUse).ToList();
        if (problems.Count > 0)
        {
            conflict = ("ShortNamesConflict", problems.Count == 1 ? problems[0] : $"[{string.Join(", ", problems)}]");
            return;
        }

        accepted.ShortNames.Clear();
        foreach (var name in wanted.ShortNames)
        {
            accepted.ShortNames.Add(name);
        }
    }

    private static string InUse(string name) => $"\"{name}\" is already in use";
}
