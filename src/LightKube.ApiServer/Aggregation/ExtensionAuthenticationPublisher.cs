using System.Security.Cryptography.X509Certificates;
using LightKube.Api.Core.V1;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;
using LightKube.Client;
using Microsoft.Extensions.Logging;

namespace LightKube.ApiServer.Aggregation;

/// <summary>Keeps the ConfigMap of <see cref="ExtensionAuthentication"/> complete.</summary>
internal sealed class ExtensionAuthenticationPublisher
{
    private static readonly ObjectKey Key = new(ExtensionAuthentication.Namespace, ExtensionAuthentication.MapName);

    private readonly IClient _client;
    private readonly IObjectReader _objects;
    private readonly X509Certificate2 _clientAuthority;
    private readonly FrontProxyOptions _proxy;
    private readonly TimeProvider _time;
    private readonly ReconcileLoop _loop;

    /// <param name="client">With the rights of the server itself.</param>
    /// <param name="objects">What is stored.</param>
    /// <param name="clientAuthority">Signs users' certificates.</param>
    /// <param name="proxy">Who may speak in users' names.</param>
    /// <param name="time">For the end of certificates and the wait after a failure.</param>
    /// <param name="log">Hears about failures.</param>
    public ExtensionAuthenticationPublisher(
        IClient client, IObjectReader objects, X509Certificate2 clientAuthority, FrontProxyOptions proxy, TimeProvider time,
        ILogger<ExtensionAuthenticationPublisher> log)
    {
        (_client, _objects, _clientAuthority, _proxy, _time) = (client, objects, clientAuthority, proxy, time);
        _loop = new ReconcileLoop("Publishing extension-apiserver-authentication", ReconcileAsync, time, log);
    }

    /// <summary>Runs until cancelled. Follows the one ConfigMap and no other: users' may be large and change all the time.</summary>
    public async Task RunAsync(CancellationToken cancel) => await Task.WhenAll(_loop.RunAsync(cancel), FollowAsync(cancel));

    /// <summary>Looks once.</summary>
    public async Task ReconcileAsync(CancellationToken cancel)
    {
        var present = _objects.Find<ConfigMap>(Key.Namespace, Key.Name);
        if (ExtensionAuthentication.Complete(present, _clientAuthority, _proxy, _time.GetUtcNow()) is not { } completed)
        {
            return;
        }

        if (present is null)
        {
            await _client.CreateAsync(completed, cancel);
        }
        else
        {
            await _client.UpdateAsync(completed, cancel);
        }
    }

    private async Task FollowAsync(CancellationToken cancel)
    {
        var query = new ListQuery { Namespace = Key.Namespace, FieldSelector = $"metadata.name={Key.Name}", Passing = true };
        while (true)
        {
            try
            {
                await foreach (var _ in _client.WatchAsync(ConfigMap.Schema, query, cancel))
                {
                    _loop.Signal();
                }
            }
            catch (ApiException e) when (e.IsGone)
            {
                // Too far behind: begin anew, with what is there now.
            }
        }
    }
}
