using LightKube.Api.Documents;

namespace LightKube.Api.Tables;

/// <summary>Cells of admission policies and their bindings.</summary>
internal static class AdmissionCells
{
    public static IEnumerable<(string, Func<DocMap, DateTimeOffset, Value>)> All =>
    [
        ("policy.validations", (root, _) => CommonCells.Count(root.GetMap("spec"), "validations")),
        ("policy.mutations", (root, _) => CommonCells.Count(root.GetMap("spec"), "mutations")),
        ("policy.param", (root, _) => root.GetMap("spec")?.GetMap("paramKind") is { } kind ? $"{kind.GetString("apiVersion")}/{kind.GetString("kind")}" : CommonCells.Unset),
        ("policybinding.param", (root, _) => root.GetMap("spec")?.GetMap("paramRef") is { } reference ? Reference(reference) : CommonCells.Unset),
    ];

    private static Value Reference(DocMap reference)
    {
        var name = reference.GetString("name") is { Length: > 0 } given ? given : "*";
        return reference.GetString("namespace") is { Length: > 0 } space ? $"{space}/{name}" : name;
    }
}
