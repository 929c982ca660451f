using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using LightKube.Api.Documents;

namespace LightKube.Api.Json;

/// <summary>Reads JSON into a tree. One instance reads one text at a time and may be used again.</summary>
public sealed class JsonDocumentReader
{
    [ThreadStatic]
    private static JsonDocumentReader? _ofThread;

    private const int LinearDuplicateCheckUpTo = 16;

    // metadata.managedFields and managedFields[].fieldsV1, counted as the reader does.
    private const int ManagedFieldsDepth = 2;
    private const int FieldSetDepth = 4;

    // Entries and items of the containers that are open; each container copies its own off the end when it closes,
    // so that every array has its exact length.
    private DocMap.Entry[] _entries = new DocMap.Entry[64];
    private Value[] _items = new Value[32];
    private int _entryCount;
    private int _itemCount;
    private bool _inManagedFields;
    private Action<string>? _onDuplicate;

    /// <summary>Reads a text that must be one JSON object.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="onDuplicate">Told the name of each key that stands twice in one object; the last one counts.</param>
    /// <exception cref="DocumentFormatException">The text is not one JSON object.</exception>
    public static DocMap ReadMap(ReadOnlySpan<byte> utf8, Action<string>? onDuplicate = null) =>
        Read(utf8, onDuplicate).AsMap
        ?? throw new DocumentFormatException("the JSON text is not an object: it must start with '{'");

    /// <summary>Reads a text that must be one JSON value of any kind.</summary>
    /// <exception cref="DocumentFormatException">The text is not JSON.</exception>
    public static Value Read(ReadOnlySpan<byte> utf8, Action<string>? onDuplicate = null)
    {
        var self = _ofThread ??= new JsonDocumentReader();
        self._entryCount = 0;
        self._itemCount = 0;
        self._inManagedFields = false;
        self._onDuplicate = onDuplicate;
        try
        {
            return self.ReadWhole(utf8);
        }
        catch (JsonException e)
        {
            throw new DocumentFormatException($"broken JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}: {FirstSentence(e.Message)}", e);
        }
        catch (Exception e) when (e is DecoderFallbackException or InvalidOperationException)
        {
            // The reader's words for bytes that are no text, and for an escaped half of a surrogate pair.
            throw new DocumentFormatException("the JSON text holds a string that is not valid UTF-8", e);
        }
        finally
        {
            self.Release();
        }
    }

    private Value ReadWhole(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Trim(" \t\r\n"u8).IsEmpty)
        {
            throw new DocumentFormatException("the text is empty: a JSON value was expected");
        }

        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = JsonLimits.MaxDepth });
        reader.Read();
        var value = ReadValue(utf8, ref reader);
        return reader.Read() ? throw new DocumentFormatException("there is text after the end of the JSON value") : value;
    }

    private Value ReadValue(ReadOnlySpan<byte> utf8, ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => ReadMap(utf8, ref reader),
        JsonTokenType.StartArray => ReadList(utf8, ref reader),
        JsonTokenType.String => reader.ValueIsEscaped ? reader.GetString() : ReadPlainString(ref reader),
        JsonTokenType.Number => reader.TryGetInt64(out var number) ? (Value)number : Finite(reader.GetDouble()),
        JsonTokenType.True => Value.True,
        JsonTokenType.False => Value.False,
        _ => Value.Null,
    };

    private static Value Finite(double number) =>
        double.IsFinite(number) ? number : throw new DocumentFormatException("the JSON text holds a number that is too large");

    private static Value ReadPlainString(ref Utf8JsonReader reader) =>
        reader.ValueSpan.Length <= 24 ? NameTable.Shared.GetOrCreate(reader.ValueSpan) : reader.GetString();

    private Value ReadMap(ReadOnlySpan<byte> utf8, ref Utf8JsonReader reader)
    {
        var start = _entryCount;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.ValueIsEscaped ? reader.GetString()! : NameTable.Shared.GetOrAdd(reader.ValueSpan);
            reader.Read();
            var value = reader.CurrentDepth is ManagedFieldsDepth or FieldSetDepth ? ReadWithin(utf8, key, ref reader) : ReadValue(utf8, ref reader);
            if (_entryCount == _entries.Length)
            {
                Array.Resize(ref _entries, _entries.Length * 2);
            }

            _entries[_entryCount++] = new DocMap.Entry(key, value);
        }

        var entries = _entries.AsSpan(start, _entryCount - start);
        var map = HasDuplicate(entries, out var keys) ? WithoutDuplicates(entries) : new DocMap(entries.ToArray(), keys);
        _entryCount = start;
        return map;
    }

    // The field sets of metadata.managedFields stay as they are: most who read the object never look at them.
    private Value ReadWithin(ReadOnlySpan<byte> utf8, string key, ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartArray && reader.CurrentDepth == ManagedFieldsDepth && key == "managedFields")
        {
            _inManagedFields = true;
            var entries = ReadList(utf8, ref reader);
            _inManagedFields = false;
            return entries;
        }

        return _inManagedFields && reader.TokenType == JsonTokenType.StartObject && reader.CurrentDepth == FieldSetDepth && key == "fieldsV1"
            ? ReadEncoded(utf8, ref reader)
            : ReadValue(utf8, ref reader);
    }

    // Space between tokens, or bytes that are no text, come from a client alone; the tree is what is wanted then.
    private Value ReadEncoded(ReadOnlySpan<byte> utf8, ref Utf8JsonReader reader)
    {
        var ahead = reader;
        ahead.Skip();
        var map = utf8[(int)reader.TokenStartIndex..(int)ahead.BytesConsumed];
        if (map.IndexOfAny(" \t\r\n"u8) >= 0 || !Utf8.IsValid(map))
        {
            return ReadMap(utf8, ref reader);
        }

        reader = ahead;
        return EncodedMaps.GetOrAdd(map);
    }

    private Value ReadList(ReadOnlySpan<byte> utf8, ref Utf8JsonReader reader)
    {
        var start = _itemCount;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var value = ReadValue(utf8, ref reader);
            if (_itemCount == _items.Length)
            {
                Array.Resize(ref _items, _items.Length * 2);
            }

            _items[_itemCount++] = value;
        }

        var list = new DocList(_items.AsSpan(start, _itemCount - start).ToArray());
        _itemCount = start;
        return list;
    }

    private static bool HasDuplicate(ReadOnlySpan<DocMap.Entry> entries, out ulong keys)
    {
        keys = 0;
        if (entries.Length > LinearDuplicateCheckUpTo)
        {
            var seen = new HashSet<string>(entries.Length, StringComparer.Ordinal);
            foreach (ref readonly var entry in entries)
            {
                keys |= DocMap.MarkOf(entry.Key);
                if (!seen.Add(entry.Key))
                {
                    return true;
                }
            }

            return false;
        }

        // Only keys with the same mark are compared.
        for (var i = 0; i < entries.Length; i++)
        {
            var mark = DocMap.MarkOf(entries[i].Key);
            if ((keys & mark) != 0 && IsAmong(entries[..i], entries[i].Key))
            {
                return true;
            }

            keys |= mark;
        }

        return false;
    }

    private static bool IsAmong(ReadOnlySpan<DocMap.Entry> entries, string key)
    {
        foreach (ref readonly var entry in entries)
        {
            if (ReferenceEquals(entry.Key, key) || string.Equals(entry.Key, key, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private DocMap WithoutDuplicates(ReadOnlySpan<DocMap.Entry> entries)
    {
        var map = new DocMap(entries.Length);
        foreach (ref readonly var entry in entries)
        {
            if (map.Contains(entry.Key))
            {
                _onDuplicate?.Invoke(entry.Key);
            }

            map.Set(entry.Key, entry.Value);
        }

        return map;
    }

    // The scratch arrays must not keep a large document alive, nor stay large themselves.
    private void Release()
    {
        const int KeepUpTo = 4096;
        if (_entries.Length > KeepUpTo)
        {
            _entries = new DocMap.Entry[64];
        }
        else
        {
            Array.Clear(_entries);
        }

        if (_items.Length > KeepUpTo)
        {
            _items = new Value[32];
        }
        else
        {
            Array.Clear(_items);
        }

        _onDuplicate = null;
    }

    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? message : message[..(end + 1)];
    }
}
