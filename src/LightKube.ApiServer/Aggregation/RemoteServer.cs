using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using LightKube.Api.Core.V1;
using LightKube.Api.Errors;
using LightKube.ApiServer.NodeProxy;
using LightKube.ApiServer.Objects;
using LightKube.Foundation.Certificates;
using Microsoft.AspNetCore.Http;

namespace LightKube.ApiServer.Aggregation;

/// <summary>Connections to one extension server: to any of its Service's ready endpoints, by TLS in the name of the Service.</summary>
internal sealed class RemoteServer : IDisposable
{
    /// <summary>An endpoint that does not answer by then is taken for unreachable.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a connection is kept for the next request: less than servers commonly wait, and so short that renewed certificates and new
    /// endpoints soon count.
    /// </summary>
    private static readonly TimeSpan KeepIdle = TimeSpan.FromSeconds(20);

    /// <summary>Connections that are kept.</summary>
    private const int MaxIdle = 16;

    private readonly RemoteService _service;
    private readonly IObjectReader _objects;
    private readonly Func<X509Certificate2> _identity;
    private readonly TimeProvider _time;
    private readonly ConcurrentStack<(RemoteConnection Connection, long Since)> _idle = new();
    private readonly X509ChainPolicy? _trust;
    private volatile bool _closed;

    /// <param name="service">Where it is.</param>
    /// <param name="objects">Where the Service and its endpoints are looked up, anew for each connection.</param>
    /// <param name="identity">The front-proxy client's certificate with its key, asked for at each connection.</param>
    /// <param name="time">For the age of connections.</param>
    /// <exception cref="CertificateException">The caBundle holds no certificate.</exception>
    public RemoteServer(RemoteService service, IObjectReader objects, Func<X509Certificate2> identity, TimeProvider time)
    {
        (_service, _objects, _identity, _time) = (service, objects, identity, time);
        if (service.CaBundle.Length > 0 && !service.SkipsVerification)
        {
            _trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            _trust.CustomTrustStore.AddRange(Pem.ParseCertificates(service.CaBundle, $"the caBundle of {service.HostName}"));
        }
    }

    /// <summary>What stands in the Host header.</summary>
    public string Host => $"{_service.HostName}:{_service.Port}";

    /// <summary>Sends a request, and the body of its answer to the output.</summary>
    /// <param name="request">The request.</param>
    /// <param name="output">Gives what takes the body, once the head is there.</param>
    /// <param name="answerWithin">For the head.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="ApiException">Unavailable: the server cannot be reached; Timeout (504): it does not answer.</exception>
    /// <exception cref="IOException">The server hung up before the end of its answer.</exception>
    public async Task SendAsync(RemoteRequest request, Func<RemoteResponse, PipeWriter> output, TimeSpan answerWithin, CancellationToken cancel)
    {
        var (connection, response) = await ExchangeAsync(request, answerWithin, cancel);
        var again = false;
        try
        {
            again = await connection.ReadBodyAsync(request, response, output(response), cancel);
        }
        finally
        {
            await PutBackAsync(connection, again);
        }
    }

    /// <summary>A new connection on which nothing has been sent.</summary>
    /// <exception cref="ApiException">Unavailable: the server cannot be reached, or does not prove itself.</exception>
    public async Task<RemoteConnection> ConnectAsync(CancellationToken cancel)
    {
        var (host, port) = Endpoint();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(ConnectTimeout);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, timeout.Token);
            var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await tls.AuthenticateAsClientAsync(TlsOptions(), timeout.Token);
            return new RemoteConnection(socket, tls);
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException)
        {
            socket.Dispose();
            throw ApiException.Unavailable($"error trying to reach service: {e.Message}", e);
        }
        catch (OperationCanceledException e)
        {
            socket.Dispose();
            cancel.ThrowIfCancellationRequested();
            throw ApiException.Unavailable($"error trying to reach service: {host}:{port} does not answer within {ConnectTimeout.TotalSeconds} s", e);
        }
    }

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryPop(out var idle))
        {
            _ = idle.Connection.DisposeAsync().AsTask();
        }
    }

    private async Task<(RemoteConnection Connection, RemoteResponse Response)> ExchangeAsync(RemoteRequest request, TimeSpan answerWithin, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(answerWithin, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        while (true)
        {
            var used = await TakeIdleAsync();
            var connection = used ?? await ConnectAsync(cancel);
            try
            {
                return (connection, await connection.ExchangeAsync(request, either.Token));
            }
            catch (IOException) when (used is not null && request.IsRepeatable)
            {
                // The server closed the connection just when we took it again.
                await connection.DisposeAsync();
            }
            catch (IOException e) when (e is not BadHttpRequestException)
            {
                await connection.DisposeAsync();
                throw ApiException.Unavailable($"error trying to reach service: {e.Message}", e);
            }
            catch (OperationCanceledException e)
            {
                await connection.DisposeAsync();
                cancel.ThrowIfCancellationRequested();
                throw new ApiException(504, StatusReason.Timeout, $"the extension server {Host} has not answered within {answerWithin.TotalSeconds} s", e);
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }
        }
    }

    private async Task<RemoteConnection?> TakeIdleAsync()
    {
        while (_idle.TryPop(out var idle))
        {
            if (_time.GetElapsedTime(idle.Since) < KeepIdle && idle.Connection.IsQuiet)
            {
                return idle.Connection;
            }

            await idle.Connection.DisposeAsync();
        }

        return null;
    }

    private async Task PutBackAsync(RemoteConnection connection, bool again)
    {
        if (again && !_closed && _idle.Count < MaxIdle)
        {
            _idle.Push((connection, _time.GetTimestamp()));
            return;
        }

        await connection.DisposeAsync();
    }

    private (string Host, int Port) Endpoint()
    {
        var service = _objects.Find<Service>(_service.Namespace, _service.Name)
            ?? throw ApiException.Unavailable($"service/{_service.Name} in \"{_service.Namespace}\" is not present");
        if (service.Spec.Type == "ExternalName")
        {
            return (service.Spec.ExternalName, _service.Port);
        }

        var port = service.Spec.Ports.Find(candidate => candidate.Port == _service.Port)
            ?? throw ApiException.Unavailable($"service/{_service.Name} in \"{_service.Namespace}\" is not listening on port {_service.Port}");
        return ServiceEndpoints.Pick(_objects, service, port);
    }

    private SslClientAuthenticationOptions TlsOptions()
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = _service.HostName,
            ApplicationProtocols = [SslApplicationProtocol.Http11],
            ClientCertificates = [_identity()],
            CertificateChainPolicy = _trust,
        };
        if (_service.SkipsVerification)
        {
#pragma warning disable CA5359 // The APIService says insecureSkipTLSVerify.
            options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        return options;
    }
}
