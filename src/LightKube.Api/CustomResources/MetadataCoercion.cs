using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.Api.Validation;

namespace LightKube.Api.CustomResources;

/// <summary>Brings the metadata of objects, and of objects embedded in them, into the shape of ObjectMeta.</summary>
/// <param name="dropInvalid">Drop what has the wrong type, as for objects that were stored before anybody looked; else it is an error.</param>
/// <param name="maxUnknown">Paths of unknown fields to report at most.</param>
internal sealed class MetadataCoercion(bool dropInvalid, int maxUnknown)
{
    private static readonly TypeSchema ObjectMeta = BuiltIn.Types["meta/v1.ObjectMeta"];

    public List<string> Unknown { get; } = [];

    /// <summary>Coerces the object's own metadata.</summary>
    /// <exception cref="ValueTypeException">A field has the wrong type.</exception>
    public void CoerceObject(DocMap root, string path)
    {
        var metadata = root["metadata"];
        if (metadata.IsAbsent)
        {
            return;
        }

        if (metadata.AsMap is not { } map)
        {
            if (!dropInvalid && !metadata.IsNull)
            {
                throw new ValueTypeException($"json: cannot unmarshal {GoNames.OfValue(metadata)} into Go struct field .metadata of type v1.ObjectMeta");
            }

            root.Remove("metadata");
            return;
        }

        if (dropInvalid)
        {
            DropInvalid(map);
        }

        var decoder = new SchemaDecoder(maxUnknown, path.Length == 0 ? "metadata" : $"{path}.metadata");
        decoder.Decode(map, ObjectMeta);
        Unknown.AddRange(decoder.Unknown);
    }

    /// <summary>Coerces the metadata of embedded objects.</summary>
    /// <exception cref="ValueTypeException">A field has the wrong type.</exception>
    public void CoerceEmbedded(Value value, StructuralSchema? schema, string path = "")
    {
        if (schema is null)
        {
            return;
        }

        if (value.AsMap is { } map)
        {
            if (schema.IsEmbedded)
            {
                CoerceType(map, path);
                CoerceObject(map, path);
            }

            foreach (ref readonly var entry in map.Entries)
            {
                if ((entry.Value.AsMap is not null || entry.Value.AsList is not null) && schema.Field(entry.Key) is { } field)
                {
                    CoerceEmbedded(entry.Value, field, path.Length == 0 ? entry.Key : $"{path}.{entry.Key}");
                }
            }
        }
        else if (value.AsList is { } list && schema.Items is not null)
        {
            for (var i = 0; i < list.Count; i++)
            {
                CoerceEmbedded(list[i], schema.Items, $"{path}[{i}]");
            }
        }
    }

    /// <summary>True when some node below is an embedded object; most kinds have none.</summary>
    public static bool HasEmbedded(StructuralSchema? schema) =>
        schema is not null
        && (schema.IsEmbedded
            || (schema.Properties?.Values.Any(HasEmbedded) ?? false)
            || HasEmbedded(schema.Items)
            || HasEmbedded(schema.Additional));

    private void CoerceType(DocMap map, string path)
    {
        foreach (var name in (ReadOnlySpan<string>)["apiVersion", "kind"])
        {
            var value = map[name];
            if (value.IsAbsent || value.AsString is not null)
            {
                continue;
            }

            if (!dropInvalid)
            {
                throw new ValueTypeException($"{path}.{name}: Invalid value: {value}: must be a string");
            }

            map.Remove(name);
        }
    }

    private static void DropInvalid(DocMap metadata)
    {
        for (var i = 0; i < metadata.Count; i++)
        {
            var entry = metadata.Entries[i];
            var alone = new DocMap(1);
            alone.Set(entry.Key, entry.Value.DeepClone());
            try
            {
                new SchemaDecoder(0).Decode(alone, ObjectMeta);
            }
            catch (ValueTypeException)
            {
                // Stored before its type was checked: what cannot be read is not there.
                metadata.Remove(entry.Key);
                i--;
            }
        }
    }
}
