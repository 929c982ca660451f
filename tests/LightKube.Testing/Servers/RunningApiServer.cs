using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using LightKube.ApiServer.Aggregation;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Hosting;
using LightKube.ApiServer.Tokens;
using LightKube.Client;
using LightKube.Client.Http;
using LightKube.Store;
using LightKube.Testing.Logging;
using LightKube.Testing.Rigs;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace LightKube.Testing.Servers;

/// <summary>The real API server over a store in memory, listening on a free loopback port.</summary>
public sealed class RunningApiServer : IAsyncDisposable
{
    private const string Admin = "O=system:masters,CN=admin";

    private readonly TestAuthority _authority;
    private readonly TestAuthority _frontProxy;
    private readonly KeyValueStore _store;
    private readonly ApiServerComponent _server;
    private readonly TokenKey _tokens;
    private readonly HttpClientApi _https;
    private readonly HttpClient _raw;

    private RunningApiServer(TestAuthority authority, TestAuthority frontProxy, KeyValueStore store, ApiServerComponent server, TokenKey tokens)
    {
        (_authority, _frontProxy, _store, _server, _tokens) = (authority, frontProxy, store, server, tokens);
        var admin = authority.Issue(Admin);
        var config = new ClientConfig
        {
            Server = new Uri($"https://127.0.0.1:{server.Port}"),
            Authorities = [authority.Certificate],
            ClientCertificate = () => admin,
        };
        _https = new HttpClientApi(config, TimeProvider.System, () => 0.5);
        _raw = Http(admin);
    }

    /// <summary>The API for components in the process, with all rights.</summary>
    public IClient InProcess => _server.ClientOf(UserInfo.ApiServer);

    /// <summary>The API for components in the process, with the rights of one user.</summary>
    /// <param name="groups">The user's groups besides that of all who are known.</param>
    public IClient InProcessAs(string user, params string[] groups) => _server.ClientOf(new UserInfo(user, [.. groups, UserNames.Authenticated]));

    /// <summary>The authority of client certificates.</summary>
    public TestAuthority Authority => _authority;

    /// <summary>The authority of front proxies.</summary>
    public TestAuthority FrontProxy => _frontProxy;

    /// <summary>The API over HTTPS, with all rights.</summary>
    public IClient OverHttps => _https;

    /// <summary>Plain requests over HTTPS, with all rights: for what no client of ours would send.</summary>
    public HttpClient Raw => _raw;

    /// <summary>What the server stores in.</summary>
    public IStore Store => _store;

    /// <summary>The server's address.</summary>
    public Uri Address => new($"https://127.0.0.1:{_server.Port}");

    /// <summary>Plain HTTPS as one user, with all rights unless told otherwise. To be disposed by the caller.</summary>
    /// <param name="subject">The subject of the client's certificate.</param>
    /// <param name="version">1.1 or 2.0.</param>
    /// <param name="from">The loopback address that the client has; 127.0.0.1 is the server's own.</param>
    public HttpClient NewHttpClient(string subject = Admin, Version? version = null, IPAddress? from = null) => Http(_authority.Issue(subject), version, from);

    /// <summary>Plain HTTPS with any certificate. To be disposed by the caller.</summary>
    /// <param name="certificate">The client's.</param>
    /// <param name="version">1.1 or 2.0.</param>
    /// <param name="from">The loopback address that the client has.</param>
    public HttpClient Http(X509Certificate2 certificate, Version? version = null, IPAddress? from = null)
    {
        var handler = new SocketsHttpHandler
        {
            SslOptions = Tls(certificate),
            ConnectCallback = async (target, cancel) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                socket.Bind(new IPEndPoint(from ?? IPAddress.Loopback, 0));
                await socket.ConnectAsync(target.DnsEndPoint, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        return new HttpClient(handler)
        {
            BaseAddress = Address,
            DefaultRequestVersion = version ?? HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    /// <summary>A connection with all rights, for HTTP/1.1 in the test's own words.</summary>
    public async Task<Stream> OpenStreamAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, _server.Port);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await stream.AuthenticateAsClientAsync(Tls(_authority.Issue(Admin)));
        return stream;
    }

    private SslClientAuthenticationOptions Tls(X509Certificate2 certificate) => new()
    {
        TargetHost = "127.0.0.1",
        ClientCertificates = [certificate],
        LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate,
        RemoteCertificateValidationCallback = (_, presented, _, _) => presented?.Issuer == _authority.Certificate.Subject,
    };

    /// <param name="logs">Takes the server's log.</param>
    /// <param name="change">Other options than the usual.</param>
    public static async Task<RunningApiServer> StartAsync(RecordedLogs logs, Func<ApiServerOptions, ApiServerOptions>? change = null)
    {
        var authority = new TestAuthority();
        var certificate = authority.Issue("CN=api-server");
        var frontProxy = new TestAuthority();
        var proxyClient = frontProxy.Issue("CN=front-proxy-client");
        var tokens = TokenKey.Create();
        var store = KeyValueStore.InMemory(new StoreOptions(), TimeProvider.System, logs.CreateLogger("store"));
        var options = new ApiServerOptions
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            AdvertiseAddress = IPAddress.Loopback,
            ServiceNetwork = IPNetwork.Parse("10.43.0.0/16"),
            Tls = new TlsHandshakeCallbackOptions
            {
                OnConnection = _ => new ValueTask<SslServerAuthenticationOptions>(new SslServerAuthenticationOptions
                {
                    ServerCertificate = certificate,
                    ClientCertificateRequired = true,
                    ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],

                    // As in production, the authenticator judges the certificate.
                    RemoteCertificateValidationCallback = (_, presented, _, _) => presented is null || presented.Issuer == authority.Certificate.Subject,
                }),
            },
            ClusterAuthority = authority.Certificate,
            KubeletClient = () => certificate,
            FrontProxy = new FrontProxyOptions { Authority = frontProxy.Certificate, Client = () => proxyClient },
            Tokens = new ServiceAccountTokenOptions { Issuer = "https://kubernetes.default.svc", SigningKey = tokens },
            Version = "test",
        };
        var server = new ApiServerComponent(change?.Invoke(options) ?? options, store, TimeProvider.System, logs);
        await server.StartAsync(CancellationToken.None);
        return new RunningApiServer(authority, frontProxy, store, server, tokens);
    }

    public async ValueTask DisposeAsync()
    {
        _https.Dispose();
        _raw.Dispose();
        await _server.StopAsync(CancellationToken.None);
        await _store.DisposeAsync();
        _tokens.Dispose();
        _authority.Dispose();
        _frontProxy.Dispose();
    }
}
