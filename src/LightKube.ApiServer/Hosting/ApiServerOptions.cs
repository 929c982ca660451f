using System.Net;
using System.Security.Cryptography.X509Certificates;
using LightKube.ApiServer.Admission;
using LightKube.ApiServer.Aggregation;
using LightKube.ApiServer.Audit;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Authorization;
using LightKube.ApiServer.FlowControl;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.Tokens;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace LightKube.ApiServer.Hosting;

/// <summary>What an API server is told about its place in the cluster.</summary>
public sealed record ApiServerOptions
{
    /// <summary>The HTTPS address; port 0 takes a free one.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>A listening socket that the parent process opened and handed down, or null.</summary>
    public int? ListenHandle { get; init; }

    /// <summary>Where pods and nodes reach this server.</summary>
    public required IPAddress AdvertiseAddress { get; init; }

    /// <summary>The addresses of services; the first one is the API's own service.</summary>
    public required IPNetwork ServiceNetwork { get; init; }

    /// <summary>Makes each connection's TLS handshake.</summary>
    public required TlsHandshakeCallbackOptions Tls { get; init; }

    /// <summary>The authority of client certificates and of kubelets' certificates.</summary>
    public required X509Certificate2 ClusterAuthority { get; init; }

    /// <summary>As whom the server calls kubelets.</summary>
    public required Func<X509Certificate2> KubeletClient { get; init; }

    /// <summary>How the server and extension servers know each other.</summary>
    public required FrontProxyOptions FrontProxy { get; init; }

    public required ServiceAccountTokenOptions Tokens { get; init; }

    /// <summary>By what else users are known.</summary>
    public AuthenticationOptions Authentication { get; init; } = new();

    /// <summary>Who says what users may do, in the order in which they are asked.</summary>
    public AuthorizationOptions Authorization { get; init; } = new();

    /// <summary>Which plug-ins stand in the way of writes.</summary>
    public AdmissionOptions Admission { get; init; } = new();

    /// <summary>What is written down of requests.</summary>
    public AuditOptions Audit { get; init; } = new();

    /// <summary>The most that a request may take that is not meant to last.</summary>
    public TimeSpan RequestTimeout { get; init; } = HttpLimits.RequestTimeout;

    /// <summary>Requests that only read and are served at once; together with <see cref="WritesInFlight"/> what priority levels share.</summary>
    public int ReadsInFlight { get; init; } = FlowLimits.ReadsInFlight;

    /// <summary>Requests that change something and are served at once.</summary>
    public int WritesInFlight { get; init; } = FlowLimits.WritesInFlight;

    /// <summary>Adds paths that are not the API server's own.</summary>
    public Action<PathDispatcher> MorePaths { get; init; } = _ => { };

    /// <summary>LightKube's own version, shown behind Kubernetes'.</summary>
    public required string Version { get; init; }
}
