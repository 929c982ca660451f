using LightKube.Api.Documents;
using LightKube.Api.Errors;

namespace LightKube.Api.Apply;

/// <summary>Fields that an applied configuration would change and others own.</summary>
internal sealed class ApplyConflicts(IReadOnlyList<(ManagedEntry Entry, FieldSet Fields)> conflicts)
{
    private const string CauseReason = "FieldManagerConflict";

    public bool IsEmpty => conflicts.Count == 0;

    /// <summary>The conflicts that are not about those fields.</summary>
    public ApplyConflicts Except(FieldSet allowed)
    {
        var rest = new List<(ManagedEntry, FieldSet)>();
        foreach (var (entry, fields) in conflicts)
        {
            if (fields.Except(allowed) is { IsEmpty: false } left)
            {
                rest.Add((entry, left));
            }
        }

        return new ApplyConflicts(rest);
    }

    /// <summary>409 with a cause for each field, worded as Kubernetes does.</summary>
    public ApiException ToException()
    {
        var ordered = conflicts.Select(conflict => (Name: NameOf(conflict.Entry), Paths: conflict.Fields.Paths())).ToList();
        ordered.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        var causes = new List<StatusCause>();
        var lines = new List<string>();
        foreach (var (name, paths) in ordered)
        {
            lines.Add($"conflicts with {name}:");
            foreach (var path in paths)
            {
                causes.Add(new StatusCause(CauseReason, $"conflict with {name}", path));
                lines.Add($"- {path}");
            }
        }

        var message = causes.Count == 1
            ? $"Apply failed with 1 conflict: {causes[0].Message}: {causes[0].Field}"
            : $"Apply failed with {causes.Count} conflicts: {string.Join('\n', lines)}";
        return new ApiException(409, StatusReason.Conflict, message) { Causes = causes };
    }

    private static string NameOf(ManagedEntry entry)
    {
        Value manager = entry.Manager;
        var name = entry.Subresource.Length > 0 ? $"{manager} with subresource \"{entry.Subresource}\"" : manager.ToString();
        return entry.IsApplied ? name : $"{name} using {entry.ApiVersion}";
    }
}

/// <summary>An apply without force met conflicts.</summary>
internal sealed class ApplyConflictException(ApplyConflicts conflicts) : Exception("the configuration conflicts with other managers")
{
    public ApplyConflicts Conflicts { get; } = conflicts;
}
