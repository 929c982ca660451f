using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.Patches;
using LightKube.Api.Schemas;
using LightKube.Api.Tests.Schemas;

namespace LightKube.Fuzz.Targets;

/// <summary>The three kinds of patches. An input is an object with the target and its patch, and both are mutated.</summary>
internal static class PatchTargets
{
    private static readonly KindSchema[] Kinds = [.. new[] { ("v1", "Pod"), ("apps/v1", "Deployment"), ("v1", "Service"), ("v1", "ServiceAccount"), ("v1", "Node") }.Select(kind => BuiltIn.Kind(kind.Item1, kind.Item2))];

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("json-patch", random => Pairs(random, JsonOperations), ["op", "path", "from", "value", "add", "remove", "replace", "move", "copy", "test", "/spec", "/metadata/labels", "/-", "/spec/containers/0", "~0", "~1", ""], JsonPatchOf),
        new("merge-patch", random => Pairs(random, Another), ["metadata", "spec", "labels"], MergePatchOf),
        new("strategic-merge-patch", random => Pairs(random, Another), ["$patch", "delete", "replace", "merge", "$retainKeys", "$setElementOrder/containers", "$deleteFromPrimitiveList/finalizers", "$setElementOrder/ports", "name", "containers", "ports", "containerPort", "spec", "volumes"], StrategicMergePatchOf),
    ];

    private static IEnumerable<byte[]> Pairs(Random random, Func<Random, KindSchema, DocMap, Value> patch)
    {
        foreach (var kind in Kinds)
        {
            for (var i = 0; i < 6; i++)
            {
                var target = new SampleObjects(random.Next()).Of(kind);
                var pair = new DocMap();
                pair.Set("target", target);
                pair.Set("patch", patch(random, kind, target));
                yield return JsonDocumentWriter.ToBytes(pair);
            }
        }
    }

    private static Value Another(Random random, KindSchema kind, DocMap target) =>
        random.Next(2) == 0 ? target.DeepClone() : new SampleObjects(random.Next()).Of(kind);

    private static Value JsonOperations(Random random, KindSchema kind, DocMap target)
    {
        var list = new DocList();
        foreach (var (op, from, path) in new[] { ("add", "", "/spec/x"), ("copy", "/metadata", "/spec/m"), ("move", "/spec/x", "/x"), ("replace", "", "/kind"), ("test", "", "/kind"), ("remove", "", "/spec/m") })
        {
            list.Add(new DocMap([new("op", op), new("path", path), new("from", from), new("value", kind.Kind)]));
        }

        return list;
    }

    private static string JsonPatchOf(byte[] input) => Applied(input, (target, patch) => JsonPatch.Apply(target, patch), null);

    // Applied twice, a merge patch does nothing more.
    private static string MergePatchOf(byte[] input) => Applied(input, (target, patch) => MergePatch.Apply(target, patch), "applying the patch again");

    private static string StrategicMergePatchOf(byte[] input) =>
        Applied(input, (target, patch) => StrategicMergePatch.Apply(target, patch, (BuiltIn.FindKind(target.GetString("apiVersion") ?? "", target.GetString("kind") ?? "") ?? Kinds[0]).Type), null);

    private static string Applied(byte[] input, Func<DocMap, Value, DocMap> apply, string? again)
    {
        DocMap? pair;
        try
        {
            pair = JsonDocumentReader.Read(input).AsMap;
        }
        catch (DocumentFormatException)
        {
            return "no JSON";
        }

        if (pair?.GetMap("target") is not { } target)
        {
            return "no target";
        }

        try
        {
            var patch = pair["patch"];
            var frozen = target.Freeze();
            var result = apply(frozen, patch);
            if (TreeSize.Measure(result).Depth > JsonLimits.MaxDepth)
            {
                throw new InvalidOperationException("the result is deeper than anybody reads");
            }

            if (again is not null)
            {
                Samples.ThrowIfDifferent(result, apply(result.DeepClone(), patch), again);
            }

            // Nothing of the patch or the target may be shared: the result is changed afterwards.
            Touch(result);
            return $"{result.Count} {JsonText.Of(result).Length / 500}";
        }
        catch (PatchException e)
        {
            return DecoderTargets.Said(e);
        }
    }

    private static void Touch(Value value)
    {
        if (value.AsMap is { } map)
        {
            map.Set("touched", true);
            foreach (ref readonly var entry in map.Entries)
            {
                Touch(entry.Value);
            }
        }
        else if (value.AsList is { } list)
        {
            list.Add("touched");
            foreach (ref readonly var item in list.Items)
            {
                Touch(item);
            }
        }
    }
}
