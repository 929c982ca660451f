using LightKube.Foundation.Components;
using LightKube.Store;

namespace LightKube.Server.Encryption;

/// <summary>Brings what the store has under the keys that the server has, in the background, once after each start.</summary>
internal sealed class EncryptionComponent(KeyValueStore store) : IComponent
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _settling = Task.CompletedTask;

    public string Name => "secrets-encryption";

    public Task StartAsync(CancellationToken cancel)
    {
        _settling = store.ResealAsync(_stopping.Token).AsTask();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancel)
    {
        await _stopping.CancelAsync();
        try
        {
            await _settling;
        }
        catch (OperationCanceledException)
        {
            // It goes on after the next start.
        }
    }
}
