using LightKube.Foundation.Components;
using LightKube.Store;

namespace LightKube.Server;

/// <summary>Closes the store when all that use it have stopped.</summary>
internal sealed class StoreComponent : IComponent
{
    private readonly AsyncOnce _close;

    internal StoreComponent(IStore store) => _close = new AsyncOnce(() => store.DisposeAsync().AsTask());

    public string Name => "store";

    public Task StartAsync(CancellationToken cancel) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancel) => _close.RunAsync().WaitAsync(cancel);
}
