using LightKube.Api.Documents;
using LightKube.Api.Views;
using LightKube.Client;

namespace LightKube.Testing.Rigs;

/// <summary>Waits for facts about API objects: evaluates at once and at every event of a watch, and fails with the last failure and state.</summary>
public sealed class Eventually(IClient client, Func<IEnumerable<string>> logLines)
{
    /// <summary>Far more than any fact takes on a busy machine: only a failing test waits this long.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private const int ShownLogLines = 30;

    public async Task<T> HoldsAsync<T>(ObjectKey key, Action<T> assertions)
        where T : KubeObject, IKubeObject<T>
    {
        T? found = null;
        await HoldsForAllAsync<T>(all =>
        {
            found = all.FirstOrDefault(item => item.Key == key);
            Assert.That(found, Is.Not.Null, $"{T.Schema.Kind} {key} does not exist");
            assertions(found!);
        });
        return found!;
    }

    public async Task<IReadOnlyList<T>> HoldsForAllAsync<T>(Action<IReadOnlyList<T>> assertions)
        where T : KubeObject, IKubeObject<T>
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var list = await client.ListAsync(T.Schema, new ListQuery(), CancellationToken.None);
        var objects = new SortedDictionary<ObjectKey, Document>();
        foreach (var item in list.Items)
            objects[KeyOf(item)] = item;
        var failure = Evaluate(objects, assertions);
        try
        {
            var query = new ListQuery { ResourceVersion = list.ResourceVersion };
            await using var changes = client.WatchAsync(T.Schema, query, deadline.Token).GetAsyncEnumerator(deadline.Token);
            while (failure is not null && await changes.MoveNextAsync())
            {
                Apply(objects, changes.Current);
                failure = Evaluate(objects, assertions);
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            // Reported below.
        }
        if (failure is not null)
            Assert.Fail(Report(failure, objects.Values));
        return [.. objects.Values.Select(document => document.As<T>())];
    }

    private static ObjectKey KeyOf(Document document) => new(document.Namespace, document.Name);

    private static void Apply(SortedDictionary<ObjectKey, Document> objects, WatchEvent change)
    {
        if (change.Type == WatchEventType.Deleted)
            objects.Remove(KeyOf(change.Object));
        else if (change.Type != WatchEventType.Bookmark)
            objects[KeyOf(change.Object)] = change.Object;
    }

    private static string? Evaluate<T>(SortedDictionary<ObjectKey, Document> objects, Action<IReadOnlyList<T>> assertions)
        where T : KubeObject, IKubeObject<T> =>
        Attempt.Run(() => assertions([.. objects.Values.Select(document => document.As<T>())]));

    private string Report(string failure, IEnumerable<Document> objects) =>
        $"""
        Within {Deadline} it did not become true:
        {failure}
        The objects at last:
        {string.Join('\n', objects.Select(document => document.Root.ToString()))}
        The log at last:
        {string.Join('\n', logLines().TakeLast(ShownLogLines))}
        """;
}
