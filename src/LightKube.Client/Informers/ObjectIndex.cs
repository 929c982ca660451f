using LightKube.Api.Documents;

namespace LightKube.Client.Informers;

/// <summary>Finds objects by values computed from them. Guarded by its informer's lock.</summary>
internal sealed class ObjectIndex(Func<Document, IEnumerable<string>> valuesOf)
{
    private readonly Dictionary<string, HashSet<Document>> _byValue = new(StringComparer.Ordinal);

    public void Add(Document document)
    {
        foreach (var value in valuesOf(document))
        {
            if (!_byValue.TryGetValue(value, out var documents))
                _byValue.Add(value, documents = []);
            documents.Add(document);
        }
    }

    public void Remove(Document document)
    {
        foreach (var value in valuesOf(document))
        {
            if (_byValue.TryGetValue(value, out var documents) && documents.Remove(document) && documents.Count == 0)
                _byValue.Remove(value);
        }
    }

    public Document[] Find(string value) => _byValue.TryGetValue(value, out var documents) ? [.. documents] : [];
}
