using LightKube.Api.Documents;
using LightKube.Api.Views;

namespace LightKube.Client.Informers;

/// <summary>An <see cref="Informer"/> seen through typed views.</summary>
public sealed class Informer<T>(Informer inner)
    where T : KubeObject, IKubeObject<T>
{
    /// <summary>The shared informer itself.</summary>
    public Informer Untyped { get; } = inner;

    public bool HasSynced => Untyped.HasSynced;

    public int Count => Untyped.Count;

    public Task WaitForSyncAsync(CancellationToken cancel) => Untyped.WaitForSyncAsync(cancel);

    /// <summary>The object, or null.</summary>
    public T? Find(ObjectKey key) => Untyped.Find(key)?.As<T>();

    /// <summary>All objects, in no order.</summary>
    public IReadOnlyList<T> List() => Typed(Untyped.List());

    /// <summary>The objects of a namespace, in no order.</summary>
    public IReadOnlyList<T> List(string @namespace) => Typed(Untyped.List(@namespace));

    /// <summary>The objects for which the index yields the value, in no order.</summary>
    public IReadOnlyList<T> ByIndex(string index, string value) => Typed(Untyped.ByIndex(index, value));

    /// <inheritdoc cref="Informer.AddIndex"/>
    public void AddIndex(string name, Func<T, IEnumerable<string>> valuesOf) =>
        Untyped.AddIndex(name, document => valuesOf(document.As<T>()));

    /// <summary>Calls the handler with (old, current, initial) for all present objects, then for every change.</summary>
    public IDisposable AddHandler(Action<T?, T?, bool> handler) =>
        Untyped.AddHandler((old, current, initial) => handler(old?.As<T>(), current?.As<T>(), initial));

    /// <summary>Completes when the fact holds; it is looked at now and after every change of that object.</summary>
    public Task WaitForAsync(ObjectKey key, Func<T?, bool> fact, CancellationToken cancel) =>
        Untyped.WaitForAsync(key, document => fact(document?.As<T>()), cancel);

    private static T[] Typed(IReadOnlyList<Document> documents)
    {
        var views = new T[documents.Count];
        for (var i = 0; i < views.Length; i++)
            views[i] = documents[i].As<T>();
        return views;
    }
}
