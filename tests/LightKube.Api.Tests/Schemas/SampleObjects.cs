using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.Api.Tests.Schemas;

/// <summary>Makes an object of a kind with every field filled, from a seed: the same seed, the same object.</summary>
internal sealed class SampleObjects(int seed)
{
    private const int MaxDepth = 7;
    private readonly Random _random = new(seed);

    public DocMap Of(KindSchema kind)
    {
        var root = Object(kind.Type, 0);
        root.Set("apiVersion", kind.ApiVersion);
        root.Set("kind", kind.Kind);
        return root;
    }

    private DocMap Object(TypeSchema type, int depth)
    {
        var map = new DocMap();
        foreach (var field in type.Fields)
        {
            // The apiVersion and kind of an object within another are not on protobuf's wire.
            if (depth > 0 && type.IsKind && field.Wire.Count == 0)
            {
                continue;
            }

            // What is written even when it is empty would come back as empty when it were left out.
            if (HasNoAbsence(field) || depth < MaxDepth && (depth < 2 || _random.Next(3) > 0))
            {
                map.Set(field.Name, field.Enum is { } values && field.Type.Kind == TypeKind.String ? values[_random.Next(values.Count)] : Value(field.Type, depth + 1));
            }
        }

        return map;
    }

    private static bool HasNoAbsence(FieldSchema field) =>
        !field.Pointer && (field.Type.Kind is TypeKind.Quantity or TypeKind.Object || field.Always) && field.Type.Kind is not (TypeKind.Map or TypeKind.List);

    private Value Value(TypeSchema type, int depth) => type.Kind switch
    {
        TypeKind.String => Text(),
        TypeKind.Int32 => _random.Next(),
        TypeKind.Int64 => _random.NextInt64(),
        TypeKind.Double => _random.Next() / 8.0,
        // False would be left out again where Kubernetes leaves out what is empty.
        TypeKind.Bool => true,
        TypeKind.Bytes => Convert.ToBase64String(BitConverter.GetBytes(_random.NextInt64())),
        TypeKind.Time => "2024-05-06T07:08:09Z",
        TypeKind.MicroTime => "2024-05-06T07:08:09.123456Z",
        TypeKind.Duration => "1m30s",
        TypeKind.Quantity => $"{1 + _random.Next(1000) * 2}Mi",
        TypeKind.IntOrString => _random.Next(2) == 0 ? 80 : "http",
        TypeKind.Object => Object(type, depth),
        TypeKind.Map => new DocMap([new(Text(), Value(type.Element!, depth)), new("z", Value(type.Element!, depth))]),
        TypeKind.List => new DocList([Value(type.Element!, depth), Value(type.Element!, depth)]),
        TypeKind.Strings => DocList.Of([Text()]),
        TypeKind.SchemaOrArray => _random.Next(2) == 0 ? JsonSchema(depth) : new DocList([JsonSchema(depth)]),
        TypeKind.SchemaOrBool => _random.Next(2) == 0 ? JsonSchema(depth) : true,
        TypeKind.SchemaOrStrings => _random.Next(2) == 0 ? JsonSchema(depth) : DocList.Of([Text(), Text()]),
        _ => new DocMap([new("any", _random.Next())]),
    };

    private Value JsonSchema(int depth) => Object(BuiltIn.Types["apiextensions/v1.JSONSchemaProps"], depth + 2);

    private string Text()
    {
        const string Letters = "abcxyzABC019 -_./:'\"\\#{}\n\tüß☃";
        return "t" + string.Concat(Enumerable.Range(0, _random.Next(12)).Select(_ => Letters[_random.Next(Letters.Length)]));
    }
}
