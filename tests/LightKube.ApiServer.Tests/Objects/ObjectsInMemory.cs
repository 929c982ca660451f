using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Tests.Objects;

/// <summary>Objects in memory: what a test puts in, the code under test finds, and observers hear of.</summary>
internal sealed class ObjectsInMemory : IObjectReader
{
    private readonly Dictionary<(KindSchema, ObjectKey), Document> _objects = [];
    private readonly List<IObjectObserver> _observers = [];

    public void Observe(IObjectObserver observer) => _observers.Add(observer);

    public Document Put(Document document)
    {
        document.Freeze();
        var key = (document.Schema, new ObjectKey(document.Namespace, document.Name));
        var before = _objects.GetValueOrDefault(key);
        _objects[key] = document;
        Tell(document.Schema, before, document);
        return document;
    }

    /// <summary>An object in JSON with apiVersion and kind.</summary>
    public Document Put(string json) => Put(Parse(json));

    public void Remove(KindSchema kind, string ns, string name)
    {
        if (_objects.Remove((kind, new ObjectKey(ns, name)), out var before))
        {
            Tell(kind, before, null);
        }
    }

    public Document? Find(KindSchema kind, ObjectKey key) => _objects.GetValueOrDefault((kind, key));

    public IReadOnlyList<Document> List(KindSchema kind, string? ns) => _objects
        .Where(item => item.Key.Item1 == kind && (ns is null || item.Key.Item2.Namespace == ns))
        .OrderBy(item => item.Key.Item2)
        .Select(item => item.Value)
        .ToList();

    public static Document Parse(string json)
    {
        var root = JsonText.Parse(json).AsMap!;
        return new Document(BuiltIn.Kind(root.GetString("apiVersion")!, root.GetString("kind")!), root);
    }

    /// <summary>An object of a kind without a resource of its own, under another's schema.</summary>
    public static Document ParseAs(KindSchema schema, string json) => new(schema, JsonText.Parse(json).AsMap!);

    private void Tell(KindSchema kind, Document? before, Document? after)
    {
        foreach (var observer in _observers.Where(observer => observer.Kinds.Contains(kind)))
        {
            observer.OnChanged(kind, before, after);
        }
    }
}
