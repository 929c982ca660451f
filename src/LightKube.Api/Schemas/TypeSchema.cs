using System.Collections.Frozen;
using LightKube.Api.Protobuf;

namespace LightKube.Api.Schemas;

/// <summary>How server-side apply and strategic merge see a list or map.</summary>
public enum ListType : byte
{
    /// <summary>Replaced as a whole; what a list is when nothing else is said.</summary>
    Atomic,

    /// <summary>Scalars, each at most once.</summary>
    Set,

    /// <summary>Objects told apart by <see cref="TypeSchema.ListKeys"/>.</summary>
    Map,
}

/// <summary>
/// The shape of a value: a scalar, an object with named fields, a map or a list. Built-in types come from the schema
/// files, those of custom resources from their OpenAPI schema; whatever is generic is written once, over this.
/// </summary>
public sealed class TypeSchema
{
    private FrozenDictionary<string, FieldSchema>? _byName;
    private IReadOnlyList<FieldSchema> _fields = [];

    public required TypeKind Kind { get; init; }

    /// <summary>The name within <see cref="Package"/>: <c>PodSpec</c>; empty for lists, maps, scalars and anonymous objects.</summary>
    public string Name { get; init; } = "";

    /// <summary>The package of a named type: <c>core/v1</c>.</summary>
    public string Package { get; init; } = "";

    /// <summary>The name under which OpenAPI documents know the type: <c>io.k8s.api.core.v1.PodSpec</c>.</summary>
    public string OpenApiName { get; init; } = "";

    /// <summary>An object's fields, inlined ones flattened, in the order of the schema file.</summary>
    public IReadOnlyList<FieldSchema> Fields
    {
        get
        {
            if (LazyFields is not null)
            {
                // Two threads may both make them; the results are alike.
                _fields = LazyFields();
                LazyFields = null;
            }

            return _fields;
        }

        internal set
        {
            _fields = value;
            _byName = null;
        }
    }

    /// <summary>Makes the fields when they are first asked for: those of custom kinds are many, and seldom looked at.</summary>
    internal Func<IReadOnlyList<FieldSchema>>? LazyFields { get; set; }

    /// <summary>Fields that are not named are kept as they are, whatever they hold.</summary>
    public bool PreservesUnknown { get; init; }

    /// <summary>Server-side apply treats the whole object or map as one value.</summary>
    public bool Atomic { get; init; }

    /// <summary>An object of its own: has apiVersion, kind and metadata.</summary>
    public bool IsKind { get; init; }

    /// <summary>The type of a list's items or a map's values.</summary>
    public TypeSchema? Element { get; internal set; }

    public ListType ListType { get; init; }

    public IReadOnlyList<string> ListKeys { get; init; } = [];

    /// <summary>The list's keys in ordinal order.</summary>
    internal string[] SortedListKeys => _sortedListKeys ??= [.. ListKeys.Order(StringComparer.Ordinal)];

    private string[]? _sortedListKeys;

    /// <summary>The fields by their protobuf numbers; made when first asked for.</summary>
    internal MessageLayout? Layout { get; set; }

    /// <summary>The field of that name, or null.</summary>
    public FieldSchema? Field(string name)
    {
        _byName ??= Fields.ToFrozenDictionary(field => field.Name, StringComparer.Ordinal);
        return _byName.GetValueOrDefault(name);
    }

    public override string ToString() => Kind switch
    {
        TypeKind.Object => Name.Length > 0 ? $"{Package}.{Name}" : "object",
        TypeKind.List => $"[]{Element}",
        TypeKind.Map => $"map[string]{Element}",
        _ => Kind.ToString(),
    };
}
