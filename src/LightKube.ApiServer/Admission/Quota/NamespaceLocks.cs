namespace LightKube.ApiServer.Admission.Quota;

/// <summary>Lets the writes to one namespace charge its quotas one after the other, instead of losing races for the quota's version.</summary>
internal sealed class NamespaceLocks
{
    // Namespaces that fall on the same lock wait for one another; that is rare and short.
    private const int Stripes = 64;

    private readonly SemaphoreSlim[] _stripes = [.. Enumerable.Range(0, Stripes).Select(static _ => new SemaphoreSlim(1))];

    /// <returns>Releases the lock when disposed.</returns>
    public async ValueTask<Held> TakeAsync(string ns, CancellationToken cancel)
    {
        var stripe = _stripes[(uint)ns.GetHashCode(StringComparison.Ordinal) % Stripes];
        await stripe.WaitAsync(cancel).ConfigureAwait(false);
        return new Held(stripe);
    }

    public readonly struct Held(SemaphoreSlim stripe) : IDisposable
    {
        public void Dispose() => stripe.Release();
    }
}
