using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.Api.Patches;

/// <summary>
/// Kubernetes' strategic merge patch: a merge patch that knows from the schema which lists merge, and by which key.
/// For custom resources there is none: the caller answers 415.
/// </summary>
public static class StrategicMergePatch
{
    /// <summary>Applies the patch to a copy of the target.</summary>
    /// <param name="target">Read only; may be frozen.</param>
    /// <param name="patch">An object.</param>
    /// <param name="type">The target's type.</param>
    /// <returns>A new mutable tree that shares nothing with the target or the patch.</returns>
    /// <exception cref="PatchException">The patch is malformed (400) or does not fit the object (422).</exception>
    public static DocMap Apply(DocMap target, Value patch, TypeSchema type)
    {
        var changes = patch.AsMap ?? throw PatchException.Malformed("a strategic merge patch must be an object");
        return MergeMap(target.DeepClone(), changes, type);
    }

    /// <summary>Merges the changes into the map, which is the patcher's own, and returns what takes its place.</summary>
    internal static DocMap MergeMap(DocMap into, DocMap changes, TypeSchema? type)
    {
        if (changes[StrategicDirectives.Patch] is { IsAbsent: false } directive)
        {
            return directive.AsString switch
            {
                StrategicDirectives.Replace => WithoutDirective(changes),
                StrategicDirectives.Delete => new DocMap(),
                _ => throw PatchException.Malformed($"unknown patch type found: {directive}"),
            };
        }

        RetainKeys(into, changes);
        foreach (ref readonly var change in changes.Entries)
        {
            if (change.Key.StartsWith(StrategicDirectives.SetElementOrder, StringComparison.Ordinal))
            {
                var key = change.Key[StrategicDirectives.SetElementOrder.Length..];
                StrategicOrder.Apply(into, changes, key, change.Value, FieldOf(type, key));
            }
        }

        var removes = false;
        foreach (ref readonly var change in changes.Entries)
        {
            removes |= change.Value.IsNull;
            Merge(into, changes, change, type);
        }

        if (removes)
        {
            into.RemoveWhere(key => changes[key].IsNull && !StrategicDirectives.IsDirective(key));
        }

        return into;
    }

    private static void Merge(DocMap into, DocMap changes, DocMap.Entry change, TypeSchema? type)
    {
        if (change.Key.StartsWith(StrategicDirectives.DeleteFromPrimitiveList, StringComparison.Ordinal))
        {
            StrategicLists.DeleteScalars(into, change.Key[StrategicDirectives.DeleteFromPrimitiveList.Length..], change.Value);
            return;
        }

        // A list with an element order was merged together with it.
        if (StrategicDirectives.IsDirective(change.Key) || (change.Value.AsList is not null && changes.Contains(StrategicDirectives.SetElementOrder + change.Key)))
        {
            return;
        }

        if (change.Value.IsNull)
        {
            // All of these go together.
            return;
        }

        var merged = MergeValue(into[change.Key], change.Value, FieldOf(type, change.Key));
        if (!merged.IsAbsent)
        {
            into.Set(change.Key, merged);
        }
    }

    private static Value MergeValue(Value old, Value change, StrategicField field)
    {
        if (old.AsMap is { } map && change.AsMap is { } changes)
        {
            return field.Replaces ? StrategicDirectives.CleanCopy(change) : MergeMap(map, changes, field.Type);
        }

        if (old.AsList is { } list && change.AsList is { } items)
        {
            return field.Merges ? StrategicLists.Merge(list, items, field) : StrategicDirectives.CleanCopy(change);
        }

        return StrategicDirectives.CleanCopy(change);
    }

    private static void RetainKeys(DocMap into, DocMap changes)
    {
        if (changes[StrategicDirectives.RetainKeys] is not { IsAbsent: false } directive)
        {
            return;
        }

        var list = directive.AsList ?? throw PatchException.Malformed("$retainKeys must be a list of field names");
        var retained = new HashSet<Value>([.. list.Items]);
        foreach (ref readonly var change in changes.Entries)
        {
            if (!change.Value.IsNull && !StrategicDirectives.IsDirective(change.Key) && !retained.Contains(change.Key))
            {
                throw PatchException.Malformed($"the patch sets \"{change.Key}\", which its $retainKeys list does not name");
            }
        }

        into.RemoveWhere(key => !retained.Contains(key));
    }

    // '$patch: replace' takes the rest as it is, nulls included being nothing.
    private static DocMap WithoutDirective(DocMap changes)
    {
        var rest = new DocMap(changes.Count);
        foreach (ref readonly var change in changes.Entries)
        {
            if (change.Key != StrategicDirectives.Patch)
            {
                rest.Set(change.Key, StrategicDirectives.CleanCopy(change.Value.IsNull ? default : change.Value));
            }
        }

        return rest;
    }

    private static StrategicField FieldOf(TypeSchema? type, string key) => type?.Kind switch
    {
        TypeKind.Object when type.Field(key) is { } field => new StrategicField(field.Type, field.PatchStrategy, field.PatchMergeKey),
        TypeKind.Map => new StrategicField(type.Element, [], null),
        _ => default,
    };
}
