using System.Collections.Frozen;
using LightKube.Api.Schemas.Text;

namespace LightKube.Api.Schemas;

/// <summary>The schemas of every built-in kind, read once from the schema files inside the library.</summary>
public static class BuiltIn
{
    private sealed record Catalog(
        IReadOnlyList<KindSchema> Kinds,
        FrozenDictionary<(string ApiVersion, string Kind), KindSchema> ByKind,
        FrozenDictionary<string, TypeSchema> Types,
        FrozenDictionary<string, (string Group, string Version)> Packages,
        FrozenDictionary<string, string> PackageOfApiVersion);

    private static readonly Lazy<Catalog> Loaded = new(Load);

    /// <summary>All kinds with a resource of their own, in the order of the files.</summary>
    public static IReadOnlyList<KindSchema> Kinds => Loaded.Value.Kinds;

    /// <summary>All named object types by package and name: <c>core/v1.PodSpec</c>.</summary>
    public static IReadOnlyDictionary<string, TypeSchema> Types => Loaded.Value.Types;

    /// <summary>The kind, or null when it is not built in.</summary>
    public static KindSchema? FindKind(string apiVersion, string kind) => Loaded.Value.ByKind.GetValueOrDefault((apiVersion, kind));

    /// <summary>The kind that is known to be built in.</summary>
    /// <exception cref="KeyNotFoundException">There is no such kind.</exception>
    public static KindSchema Kind(string apiVersion, string kind) =>
        FindKind(apiVersion, kind) ?? throw new KeyNotFoundException($"no built-in kind {kind} in {apiVersion}");

    /// <summary>The group and version of a package such as <c>apps/v1</c>, or null.</summary>
    public static (string Group, string Version)? GroupVersionOf(string package) =>
        Loaded.Value.Packages.TryGetValue(package, out var found) ? found : null;

    /// <summary>
    /// The type of an object by what it says of itself, or null: a kind, its list, or one of the types that every group
    /// knows, such as DeleteOptions.
    /// </summary>
    public static TypeSchema? FindType(string apiVersion, string kind) =>
        (Loaded.Value.PackageOfApiVersion.TryGetValue(apiVersion, out var package) ? Types.GetValueOrDefault($"{package}.{kind}") : null)
        ?? Types.GetValueOrDefault($"meta/v1.{kind}");

    /// <summary>What a subresource takes, which often has no resource of its own: a Scale, a TokenRequest.</summary>
    /// <param name="type">As in <see cref="SubresourceSchema.Kind"/>: <c>autoscaling/v1.Scale</c>.</param>
    /// <exception cref="KeyNotFoundException">There is no such type.</exception>
    public static KindSchema SubresourceKind(string type)
    {
        var schema = Types[type];
        var (group, version) = Loaded.Value.Packages[schema.Package];
        var singular = schema.Name.ToLowerInvariant();
        var kind = new KindSchema
        {
            Group = group,
            Version = version,
            Kind = schema.Name,
            ListKind = schema.Name + "List",
            Plural = singular + "s",
            Singular = singular,
            Namespaced = true,
            Type = schema,
        };
        return FindKind(kind.ApiVersion, kind.Kind) ?? kind;
    }

    private static Catalog Load()
    {
        var assembly = typeof(BuiltIn).Assembly;
        var files = new List<SchemaFile>();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".schema", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            try
            {
                files.Add(SchemaParser.Parse(reader.ReadToEnd()));
            }
            catch (FormatException e)
            {
                throw new FormatException($"{name}: {e.Message}", e);
            }
        }

        var loader = new SchemaLoader();
        var kinds = loader.Load(files);
        return new Catalog(
            kinds,
            kinds.ToFrozenDictionary(kind => (kind.ApiVersion, kind.Kind)),
            loader.Types.ToFrozenDictionary(StringComparer.Ordinal),
            files.ToFrozenDictionary(file => file.Package, file => (file.Group ?? "", file.Version)),
            files.Where(file => file.Group is not null).ToFrozenDictionary(
                file => file.Group!.Length > 0 ? $"{file.Group}/{file.Version}" : file.Version, file => file.Package));
    }
}
