using System.Collections.Concurrent;
using System.Net;

namespace LightKube.ApiServer.Webhooks;

/// <summary>The open connections to webhooks, shared by all calls to the same place with the same trust.</summary>
internal sealed class WebhookConnections(WebhookConnector connector, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<string, Pool> _pools = new(StringComparer.Ordinal);

    private sealed class Pool(HttpMessageInvoker invoker, long now)
    {
        public HttpMessageInvoker Invoker { get; } = invoker;

        public long LastUse = now;
    }

    /// <exception cref="WebhookException">The endpoint's authorities are not certificates.</exception>
    public HttpMessageInvoker For(WebhookEndpoint endpoint)
    {
        var now = time.GetTimestamp();
        if (!_pools.TryGetValue(endpoint.ConnectionKey, out var pool))
        {
            ForgetUnused(now);
            var made = new Pool(Open(endpoint), now);
            pool = _pools.GetOrAdd(endpoint.ConnectionKey, made);
            if (!ReferenceEquals(pool, made))
            {
                made.Invoker.Dispose();
            }
        }

        Volatile.Write(ref pool.LastUse, now);
        return pool.Invoker;
    }

    public void Dispose()
    {
        foreach (var pool in _pools.Values)
        {
            pool.Invoker.Dispose();
        }

        _pools.Clear();
    }

    // Configurations come and go; so do the places they name.
    private void ForgetUnused(long now)
    {
        foreach (var (key, pool) in _pools)
        {
            if (time.GetElapsedTime(Volatile.Read(ref pool.LastUse), now) > WebhookLimits.ForgetAfter && _pools.TryRemove(key, out _))
            {
                pool.Invoker.Dispose();
            }
        }
    }

    private HttpMessageInvoker Open(WebhookEndpoint endpoint) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
        MaxConnectionsPerServer = WebhookLimits.MaxConnections,
        ConnectTimeout = WebhookLimits.ConnectTimeout,
        PooledConnectionIdleTimeout = WebhookLimits.IdleTimeout,
        PooledConnectionLifetime = WebhookLimits.ConnectionLifetime,
        SslOptions = ServerCertificateCheck.OptionsFor(endpoint, time),
        ConnectCallback = (context, cancel) => connector.ConnectAsync(endpoint.Service, context.DnsEndPoint, cancel),
    });
}
