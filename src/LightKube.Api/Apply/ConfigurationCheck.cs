using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;

namespace LightKube.Api.Apply;

/// <summary>Checks that an applied configuration is one of the kind: known fields, of the right types, no item twice.</summary>
internal sealed class ConfigurationCheck
{
    private readonly List<string> _problems = [];

    /// <exception cref="ApiException">400 for another kind or given managedFields; 500, as Kubernetes has it, for a configuration that does not fit.</exception>
    public static void Check(KindSchema kind, DocMap configuration)
    {
        var (apiVersion, name) = (configuration.GetString("apiVersion") ?? "", configuration.GetString("kind") ?? "");
        if (apiVersion != kind.ApiVersion || name != kind.Kind)
        {
            throw ApiException.BadRequest($"invalid object type: {apiVersion}, Kind={name}");
        }

        if (configuration.GetMap("metadata") is { } metadata && !metadata["managedFields"].IsAbsentOrNull)
        {
            throw ApiException.BadRequest("metadata.managedFields must be nil");
        }

        var check = new ConfigurationCheck();
        check.Visit(configuration, kind.Type, "");
        if (check._problems.Count > 0)
        {
            var problems = check._problems.Count == 1 ? check._problems[0] : $"errors:\n  {string.Join("\n  ", check._problems)}";
            throw new ApiException(500, "", $"failed to create typed patch object ({NameOf(configuration)}; {apiVersion}, Kind={name}): {problems}");
        }
    }

    private static string NameOf(DocMap configuration) =>
        $"{configuration.GetMap("metadata")?.GetString("namespace") ?? ""}/{configuration.GetMap("metadata")?.GetString("name") ?? ""}";

    private void Visit(Value value, TypeSchema? type, string path)
    {
        if (value.IsNull || Shapes.IsDeduced(type))
        {
            return;
        }

        switch (type!.Kind)
        {
            case TypeKind.Object or TypeKind.Map:
                VisitMap(value, type, path);
                break;
            case TypeKind.List or TypeKind.Strings:
                VisitList(value, type, path);
                break;
            case var scalar:
                if (ScalarProblem(value, scalar) is { } problem)
                {
                    Add(path, problem);
                }

                break;
        }
    }

    // One unknown field hides the others of its object, as upstream.
    private void VisitMap(Value value, TypeSchema type, string path)
    {
        if (value.AsMap is not { } map)
        {
            Add(path, $"expected map, got {Shown(value)}");
            return;
        }

        foreach (ref readonly var entry in map.Entries)
        {
            var below = $"{path}.{entry.Key}";
            if (type is { Kind: TypeKind.Object, PreservesUnknown: false } && type.Field(entry.Key) is null)
            {
                Add(below, "field not declared in schema");
                return;
            }

            Visit(entry.Value, Shapes.Child(type, entry.Key), below);
        }
    }

    private void VisitList(Value value, TypeSchema type, string path)
    {
        if (value.AsList is not { } list)
        {
            Add(path, $"expected list, got {Shown(value)}");
            return;
        }

        try
        {
            var keys = Shapes.Of(type, value) == Shape.List && type.ListType != ListType.Atomic ? new ItemKeys(list, type) : null;
            for (var i = 0; i < list.Count; i++)
            {
                if (keys is not null && !keys.IsFirst(i))
                {
                    Add(path, $"duplicate entries for key {keys[i]}");
                }

                Visit(list[i], type.Element, path + (keys?[i].ToString() ?? $"[{i}]"));
            }
        }
        catch (TypedValueException e)
        {
            Add(path, e.Message);
        }
    }

    private static string? ScalarProblem(Value value, TypeKind kind) => kind switch
    {
        TypeKind.String or TypeKind.Bytes or TypeKind.Duration => value.AsString is null ? $"expected string, got {Shown(value)}" : null,
        TypeKind.Int32 or TypeKind.Int64 or TypeKind.Double => value.AsDouble is null ? $"expected numeric (int or float), got {GoType(value)}" : null,
        TypeKind.Bool => value.IsBool ? null : $"expected boolean, got {Shown(value)}",
        _ => value.Kind is ValueKind.Map or ValueKind.List ? $"expected any scalar, got {Shown(value)}" : null,
    };

    private static string Shown(Value value) => $"&{{{value.AsString ?? value.ToString()}}}";

    private static string GoType(Value value) => value.Kind switch
    {
        ValueKind.String => "string",
        ValueKind.Bool => "bool",
        ValueKind.Map => "map[string]interface {}",
        _ => "[]interface {}",
    };

    private void Add(string path, string problem) => _problems.Add(path.Length == 0 ? problem : $"{path}: {problem}");
}
