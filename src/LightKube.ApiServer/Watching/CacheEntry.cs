using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.Schemas;
using LightKube.Api.Selectors;

namespace LightKube.ApiServer.Watching;

/// <summary>
/// One object as the watch cache holds it: the bytes that every reader is sent, and what selectors look at. Immutable,
/// but for the decoded document and the other forms of the bytes, which are kept for as long as somebody is likely to ask for them.
/// </summary>
public class CacheEntry
{
    private Document? _decoded;
    private EncodedForm? _forms;

    /// <param name="schema">The kind as which the object is stored.</param>
    /// <param name="key"><c>namespace/name</c>, or the name of a cluster-scoped object.</param>
    /// <param name="revision">The revision of the write that made this state.</param>
    /// <param name="json">The object as JSON with its resourceVersion. Shared; never to be changed.</param>
    /// <param name="decoded">The same as a frozen document, when the writer still has it.</param>
    /// <param name="keep">Hold on to the document.</param>
    public CacheEntry(KindSchema schema, string key, long revision, ReadOnlyMemory<byte> json, Document? decoded, bool keep = false)
    {
        Schema = schema;
        Key = key;
        Revision = revision;
        Json = json;
        var document = decoded ?? Decode(schema, json);
        Labels = document.Labels;
        Fields = FieldsOf(schema, document.Root);
        _decoded = keep ? document : null;
    }

    public KindSchema Schema { get; }

    public string Key { get; }

    public long Revision { get; }

    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>The object as the store has it, which may be older than what is served of it.</summary>
    public virtual ReadOnlyMemory<byte> Stored => Json;

    /// <summary>True when the store has the object in another form than it would be written in now.</summary>
    /// <param name="kind">As which objects are stored.</param>
    public virtual bool IsStale(KindSchema kind) => false;

    /// <summary>The object's bytes at another version, when it was converted before; null when not.</summary>
    public virtual ReadOnlyMemory<byte>? ConvertedTo(KindSchema kind) => null;

    public DocMap? Labels { get; }

    /// <summary>The values of the kind's selectable fields, in the order of <see cref="SelectableFields.Of"/>.</summary>
    public string[] Fields { get; }

    /// <summary>The object as a frozen document, decoded anew when it is not kept.</summary>
    /// <param name="keep">Hold on to it: somebody in the process keeps it anyway, an informer for example.</param>
    public Document Document(bool keep)
    {
        if (_decoded is { } kept)
        {
            return kept;
        }

        var document = Decode(Schema, Json);
        if (keep)
        {
            _decoded = document;
        }

        return document;
    }

    /// <summary>Lets go of the document; the bytes stay.</summary>
    public void Forget() => _decoded = null;

    /// <summary>The place of the bytes in another form; <see cref="EncodedObjects"/> fills it.</summary>
    internal EncodedForm FormOf(EncodedAs form)
    {
        while (true)
        {
            var first = Volatile.Read(ref _forms);
            for (var known = first; known is not null; known = known.Next)
            {
                if (known.Form == form)
                {
                    return known;
                }
            }

            var added = new EncodedForm(form, first);
            if (ReferenceEquals(Interlocked.CompareExchange(ref _forms, added, first), first))
            {
                return added;
            }
        }
    }

    private static string[] FieldsOf(KindSchema schema, DocMap root)
    {
        var fields = SelectableFields.Of(schema);
        var values = fields.Count == 0 ? [] : new string[fields.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = fields[i].Read(root);
        }

        return values;
    }

    private static Document Decode(KindSchema schema, ReadOnlyMemory<byte> json) =>
        new Document(schema, JsonDocumentReader.ReadMap(json.Span)).Freeze();
}
