using LightKube.Api.Errors;
using LightKube.Api.Schemas;
using LightKube.Testing.Rigs;

namespace LightKube.Client.Tests.Informers;

/// <summary>A client whose watches break, and cannot be opened again until they are mended.</summary>
internal sealed class FaultyWatches(IClient inner) : PassingClient(inner), IDisposable
{
    private volatile CancellationTokenSource _whole = new();
    private volatile bool _broken;

    public void Break()
    {
        _broken = true;
        _whole.Cancel();
    }

    public void Mend()
    {
        _whole.Dispose();
        _whole = new CancellationTokenSource();
        _broken = false;
    }

    public void Dispose() => _whole.Dispose();

    public override async IAsyncEnumerable<WatchEvent> WatchAsync(
        KindSchema kind, ListQuery query, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        if (_broken)
            throw ApiException.Unavailable("the watch is broken");
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, _whole.Token);
        await using var changes = Inner.WatchAsync(kind, query, either.Token).GetAsyncEnumerator(either.Token);
        while (true)
        {
            try
            {
                if (!await changes.MoveNextAsync())
                    yield break;
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                throw ApiException.Unavailable("the watch broke");
            }
            yield return changes.Current;
        }
    }
}
