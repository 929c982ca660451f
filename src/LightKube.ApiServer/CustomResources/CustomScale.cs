using LightKube.Api.CustomResources;
using LightKube.Api.Documents;
using LightKube.Api.Errors;

namespace LightKube.ApiServer.CustomResources;

/// <summary>The Scale of a custom object, whose counts stand where its definition says.</summary>
internal static class CustomScale
{
    /// <exception cref="ApiException">Internal: the object has no replica count, or something else in its place.</exception>
    public static void Fill(DocMap scale, DocMap root, ScalePaths paths)
    {
        var replicas = Count(root, paths.SpecReplicas);
        if (replicas is null)
        {
            throw ApiException.Internal($"the spec replicas field \"{paths.SpecReplicas}\" does not exist");
        }

        scale.GetOrAddMap("spec").Set("replicas", replicas.Value);
        var status = scale.GetOrAddMap("status");
        status.Set("replicas", Count(root, paths.StatusReplicas) ?? 0);
        if (paths.LabelSelector is { } path && Find(root, path) is { IsAbsentOrNull: false } selector)
        {
            status.Set("selector", selector.AsString is { } text ? text : throw WrongType(path, selector, "string"));
        }
    }

    public static void SetReplicas(DocMap root, ScalePaths paths, int replicas)
    {
        var names = Names(paths.SpecReplicas);
        var at = root;
        foreach (var name in names.AsSpan(0, names.Length - 1))
        {
            at = at.GetOrAddMap(name);
        }

        at.Set(names[^1], replicas);
    }

    /// <summary>Judges the counts, wherever they come from.</summary>
    public static void Check(DocMap root, ScalePaths paths, bool specToo, FieldErrors errors)
    {
        if (specToo)
        {
            CheckCount(root, paths.SpecReplicas, errors);
        }

        CheckCount(root, paths.StatusReplicas, errors);
        if (paths.LabelSelector is { } path && Find(root, path) is { IsAbsentOrNull: false } selector && selector.AsString is null)
        {
            errors.Invalid(FieldPath.Of(path), "", WrongType(path, selector, "string").Message);
        }
    }

    private static void CheckCount(DocMap root, string path, FieldErrors errors)
    {
        var value = Find(root, path);
        if (value.IsAbsentOrNull)
        {
            return;
        }

        if (value.AsInt is not { } count)
        {
            errors.Invalid(FieldPath.Of(path), 0, $"{path} accessor error: {value} is of the type {GoType(value)}, expected int64");
        }
        else if (count < 0)
        {
            errors.Invalid(FieldPath.Of(path), count, "should be a non-negative integer");
        }
        else if (count > int.MaxValue)
        {
            errors.Invalid(FieldPath.Of(path), count, $"should be less than or equal to {int.MaxValue}");
        }
    }

    private static long? Count(DocMap root, string path)
    {
        var value = Find(root, path);
        return value.IsAbsentOrNull ? null : value.AsInt ?? throw WrongType(path, value, "int64");
    }

    private static Value Find(DocMap root, string path)
    {
        Value at = root;
        foreach (var name in Names(path))
        {
            at = at.AsMap is { } map ? map[name] : default;
        }

        return at;
    }

    private static string[] Names(string path) => path.TrimStart('.').Split('.');

    private static ApiException WrongType(string path, Value value, string wanted) =>
        ApiException.Internal($"{path} accessor error: {value} is of the type {GoType(value)}, expected {wanted}");

    private static string GoType(Value value) => value.Kind switch
    {
        ValueKind.Map => "map[string]interface {}",
        ValueKind.List => "[]interface {}",
        ValueKind.Bool => "bool",
        ValueKind.String => "string",
        ValueKind.Int => "int64",
        _ => "float64",
    };
}
