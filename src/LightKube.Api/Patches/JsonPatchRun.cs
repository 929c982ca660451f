using LightKube.Api.Documents;
using LightKube.Api.Json;

namespace LightKube.Api.Patches;

/// <summary>Applies operations one after the other to one mutable tree.</summary>
internal sealed class JsonPatchRun(DocMap root)
{
    // Keys that operations in a row remove from one map; they go together, since each alone would move all entries behind it.
    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);
    private DocMap? _removedFrom;
    private JsonPointer _removedPath;
    private int _copiedNodes;
    private long _copiedCharacters;

    public DocMap Root { get; private set; } = root;

    public void Apply(JsonPatchOperation operation)
    {
        if (operation.Op != "remove")
        {
            EndRemovals();
        }

        switch (operation.Op)
        {
            case "add":
                Add(operation, operation.Value.DeepClone());
                break;
            case "remove":
                Remove(operation);
                break;
            case "replace":
                Replace(operation);
                break;
            case "test":
                Test(operation);
                break;
            case "copy":
                Add(operation, Copy(operation));
                break;
            default:
                Move(operation);
                break;
        }
    }

    /// <summary>Carries out the removals that wait for more of their kind.</summary>
    public void EndRemovals()
    {
        if (_removed.Count == 1)
        {
            _removedFrom!.Remove(_removed.First());
        }
        else if (_removed.Count > 1)
        {
            _removedFrom!.RemoveWhere(_removed.Contains);
        }

        (_removedFrom, _removedPath) = (null, default);
        _removed.Clear();
    }

    private void Remove(JsonPatchOperation operation)
    {
        var path = operation.Path;
        if (!path.IsBeside(_removedPath))
        {
            EndRemovals();
        }

        if (path.IsRoot || Container(operation, path).AsMap is not { } map)
        {
            Take(operation, path);
            return;
        }

        (_removedFrom, _removedPath) = (map, path);
        if (!map.Contains(path.Last) || !_removed.Add(path.Last))
        {
            throw Missing(operation, path);
        }
    }

    private void Add(JsonPatchOperation operation, Value value)
    {
        if (operation.Path.IsRoot)
        {
            SetRoot(operation, value);
            return;
        }

        var container = Container(operation, operation.Path);
        var token = operation.Path.Last;
        if (container.AsMap is { } map)
        {
            map.Set(NameTable.Shared.GetOrAdd(token), value);
            return;
        }

        var list = container.AsList!;
        if (token == "-")
        {
            list.Add(value);
        }
        else
        {
            list.Insert(IndexIn(operation, list, token, list.Count), value);
        }
    }

    private Value Take(JsonPatchOperation operation, JsonPointer path)
    {
        if (path.IsRoot)
        {
            throw Fails(operation, "the whole object cannot be removed");
        }

        var container = Container(operation, path);
        if (container.AsMap is { } map)
        {
            var value = map[path.Last];
            return map.Remove(path.Last) ? value : throw Missing(operation, path);
        }

        var list = container.AsList!;
        var index = IndexIn(operation, list, path.Last, list.Count - 1);
        var item = list[index];
        list.RemoveAt(index);
        return item;
    }

    private void Replace(JsonPatchOperation operation)
    {
        var value = operation.Value.DeepClone();
        if (operation.Path.IsRoot)
        {
            SetRoot(operation, value);
            return;
        }

        var container = Container(operation, operation.Path);
        if (container.AsMap is { } map)
        {
            if (!map.Contains(operation.Path.Last))
            {
                throw Missing(operation, operation.Path);
            }

            map.Set(operation.Path.Last, value);
            return;
        }

        var list = container.AsList!;
        list[IndexIn(operation, list, operation.Path.Last, list.Count - 1)] = value;
    }

    private void Test(JsonPatchOperation operation)
    {
        var actual = Find(operation.Path);
        if (!(actual.IsAbsent && operation.Value.IsNull) && actual != operation.Value)
        {
            throw Fails(operation, actual.IsAbsent ? "there is nothing at that path" : "the value differs");
        }
    }

    private Value Copy(JsonPatchOperation operation)
    {
        var value = Find(operation.From);
        if (value.IsAbsent)
        {
            throw Missing(operation, operation.From);
        }

        var size = TreeSize.Measure(value);
        _copiedNodes += size.Nodes;
        _copiedCharacters += size.Characters;
        if (_copiedNodes > JsonPatch.MaxCopiedNodes || _copiedCharacters > JsonPatch.MaxCopiedCharacters || size.Depth > JsonLimits.MaxDepth)
        {
            throw PatchException.TooLarge(
                $"{Name(operation)}: the copy operations of a JSON patch may copy at most {JsonPatch.MaxCopiedNodes} values, {JsonPatch.MaxCopiedCharacters} characters and {JsonLimits.MaxDepth} levels");
        }

        return value.DeepClone();
    }

    private void Move(JsonPatchOperation operation)
    {
        if (operation.From.IsAncestorOf(operation.Path))
        {
            throw Fails(operation, $"\"{operation.From}\" cannot be moved into itself");
        }

        Add(operation, Take(operation, operation.From));
    }

    private void SetRoot(JsonPatchOperation operation, Value value) =>
        Root = value.AsMap ?? throw Fails(operation, "the whole object can only be replaced by an object");

    private Value Find(JsonPointer path)
    {
        Value at = Root;
        foreach (var token in path.Tokens)
        {
            at = Child(at, token);
        }

        return at;
    }

    // The map or list that holds the path's target.
    private Value Container(JsonPatchOperation operation, JsonPointer path)
    {
        Value at = Root;
        foreach (var token in path.Parents)
        {
            at = Child(at, token);
        }

        return at.AsMap is not null || at.AsList is not null ? at : throw Missing(operation, path);
    }

    private static Value Child(Value container, string token)
    {
        if (container.AsMap is { } map)
        {
            return map[token];
        }

        return container.AsList is { } list && JsonPointer.Index(token) is { } index && index < list.Count ? list[index] : default;
    }

    private static int IndexIn(JsonPatchOperation operation, DocList list, string token, int highest)
    {
        if (JsonPointer.Index(token) is not { } index)
        {
            throw Fails(operation, $"\"{token}\" is not an index into a list");
        }

        return index <= highest
            ? index
            : throw Fails(operation, $"the index {index} is out of bounds of a list of {list.Count}");
    }

    private static PatchException Missing(JsonPatchOperation operation, JsonPointer path) =>
        Fails(operation, $"doc is missing path: \"{path}\": missing value");

    private static PatchException Fails(JsonPatchOperation operation, string why) => PatchException.DoesNotApply($"{Name(operation)} does not apply: {why}");

    private static string Name(JsonPatchOperation operation) => $"{operation.Op} operation at \"{operation.Path}\"";
}
