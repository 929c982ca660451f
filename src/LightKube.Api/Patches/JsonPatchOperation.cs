using LightKube.Api.Documents;

namespace LightKube.Api.Patches;

/// <summary>One operation of a JSON patch as written.</summary>
internal readonly record struct JsonPatchOperation(string Op, JsonPointer Path, JsonPointer From, Value Value)
{
    /// <exception cref="PatchException">A member is missing or of the wrong type.</exception>
    public static JsonPatchOperation Parse(Value item)
    {
        var map = item.AsMap ?? throw PatchException.Malformed("each operation of a JSON patch must be an object");
        var op = map.GetString("op") ?? throw PatchException.Malformed("an operation of the JSON patch has no \"op\"");
        var path = JsonPointer.Parse(map.GetString("path") ?? throw PatchException.Malformed($"the {op} operation of the JSON patch has no \"path\""));
        return op switch
        {
            "remove" => new(op, path, default, default),
            "add" or "replace" or "test" => new(op, path, default, ValueOf(map, op, path)),
            "move" or "copy" => new(op, path, FromOf(map, op, path), default),
            _ => throw PatchException.Malformed($"the JSON patch has the unknown operation \"{op}\" at \"{path}\": use add, remove, replace, move, copy or test"),
        };
    }

    private static Value ValueOf(DocMap map, string op, JsonPointer path)
    {
        var value = map["value"];

        // A test without a value is a test for null, as Kubernetes reads it.
        return !value.IsAbsent ? value
            : op == "test" ? Value.Null
            : throw PatchException.Malformed($"the {op} operation at \"{path}\" has no \"value\"");
    }

    private static JsonPointer FromOf(DocMap map, string op, JsonPointer path) =>
        JsonPointer.Parse(map.GetString("from") ?? throw PatchException.Malformed($"the {op} operation at \"{path}\" has no \"from\""));
}
