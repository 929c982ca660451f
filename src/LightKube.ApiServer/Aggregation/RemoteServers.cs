using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Aggregation;

/// <summary>The extension servers that APIServices name, each with its connections.</summary>
internal sealed class RemoteServers(IObjectReader objects, Func<X509Certificate2> identity, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<RemoteService, RemoteServer> _servers = new();

    /// <exception cref="Foundation.Certificates.CertificateException">The caBundle holds no certificate.</exception>
    public RemoteServer Of(RemoteService service) => _servers.GetOrAdd(service, added => new RemoteServer(added, objects, identity, time));

    /// <summary>Lets go of the servers that no APIService names any more. Exchanges that run are not cut off.</summary>
    public void KeepOnly(IEnumerable<RemoteService> named)
    {
        var keep = named.ToHashSet();
        foreach (var service in _servers.Keys)
        {
            if (!keep.Contains(service) && _servers.TryRemove(service, out var gone))
            {
                gone.Dispose();
            }
        }
    }

    public void Dispose() => KeepOnly([]);
}
