using LightKube.Api.Cel.Checking;
using LightKube.Api.Cel.Types;

namespace LightKube.Api.Cel.Libraries;

/// <summary>What JSON patches need: their type, and keys as parts of a path.</summary>
public static class JsonPatchLibrary
{
    /// <summary>One operation: <c>JSONPatch{op: "add", path: "/spec/replicas", value: 3}</c>.</summary>
    public static DeclType PatchType { get; } = DeclType.ObjectOf(
        "JSONPatch",
        new DeclField("op", "op", DeclType.String),
        new DeclField("path", "path", DeclType.String),
        new DeclField("from", "from", DeclType.String),
        new DeclField("value", "value", DeclType.Dyn));

    internal static void Declare(FunctionTable table) => table.Add(
        "string_jsonpatch_escapeKey_string",
        "jsonpatch.escapeKey(string):string",
        static args => args[0].AsString!.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
}
