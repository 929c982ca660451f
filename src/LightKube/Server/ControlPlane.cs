using System.Net;
using System.Security.Cryptography;
using LightKube.ApiServer.Aggregation;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Hosting;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.Tokens;
using LightKube.Client;
using LightKube.Client.Events;
using LightKube.Client.Informers;
using LightKube.Commands;
using LightKube.Configuration;
using LightKube.Controllers;
using LightKube.Controllers.Nodes;
using LightKube.Foundation.Certificates;
using LightKube.Foundation.Components;
using LightKube.Scheduler;
using LightKube.Store;
using Microsoft.Extensions.Logging;

namespace LightKube.Server;

/// <summary>The control plane's components: API server and controllers.</summary>
internal sealed class ControlPlane
{
    internal ControlPlane(ServerContext context, IStore store, Action<PathDispatcher> morePaths)
    {
        var (options, _, identities, _, _, time, loggers) = context;
        var apiOptions = ApiOptions(options, identities) with { MorePaths = morePaths };
        Api = new ApiServerComponent(apiOptions, store, time, loggers);
        var client = Api.ClientOf(new UserInfo(UserNames.ControllerManager, [UserNames.Authenticated]));
        var informers = new InformerSet(client, time, Random.Shared.NextDouble, loggers, "controllers-informers");
        var events = new EventRecorder(client, time, Random.Shared.NextDouble, loggers.CreateLogger("events"), "controllers-events");
        var controllers = ControllerSet.Create(
            client,
            informers,
            events,
            new ControllerOptions
            {
                RootCertificates = identities.ClusterAuthority.CertificatePem,
                ClusterAuthority = identities.ClusterAuthority,
                SignTokenSecret = (secret, account) => LegacyToken.Sign(secret, account, apiOptions.Tokens),
                PodCidrRanges = [PodCidrRange.Usual(options.ClusterCidr)],
                Kinds = new ServedKinds(Api),
            },
            time,
            Random.Shared.NextDouble,
            loggers);
        Components = [Api, informers, events, .. controllers, .. SchedulerOf(time, loggers)];
    }

    private IComponent[] SchedulerOf(TimeProvider time, ILoggerFactory loggers)
    {
        var client = Api.ClientOf(new UserInfo(UserNames.Scheduler, [UserNames.Authenticated]));
        var informers = new InformerSet(client, time, Random.Shared.NextDouble, loggers, "scheduler-informers");
        var events = new EventRecorder(client, time, Random.Shared.NextDouble, loggers.CreateLogger("events"), "scheduler-events");
        return [informers, events, new SchedulerComponent(client, informers, events, new SchedulerOptions(), time, Random.Shared.NextDouble, loggers)];
    }

    /// <summary>The API server, from which the node's components get their clients.</summary>
    internal ApiServerComponent Api { get; }

    /// <summary>In the order in which they start.</summary>
    internal IReadOnlyList<IComponent> Components { get; }

    private static ApiServerOptions ApiOptions(Configuration.ServerOptions options, ClusterIdentities identities) => new()
    {
        Listen = new IPEndPoint(options.ListenAddress, options.HttpsPort),
        ListenHandle = options.ListenFd,
        AdvertiseAddress = options.AdvertiseAddress,
        ServiceNetwork = options.ServiceCidr,
        Tls = new ServerCertificateSelector(identities.ApiServer, [identities.ClusterAuthority.Certificate]).ToKestrelOptions(),
        ClusterAuthority = identities.ClusterAuthority.Certificate,
        KubeletClient = () => identities.ApiServerKubeletClient.Current,
        FrontProxy = new FrontProxyOptions
        {
            Authority = identities.FrontProxyAuthority.Certificate,
            Client = () => identities.FrontProxyClient.Current,
        },
        Tokens = new ServiceAccountTokenOptions
        {
            Issuer = ServerOptions.TokenIssuer(options.ClusterDomain),
            SigningKey = TokenKey.FromPem(Pem(identities.ServiceAccountKey)),
        },
        RequestTimeout = options.RequestTimeout,
        Authentication = options.Authentication,
        Authorization = options.Authorization,
        Admission = options.Admission,
        Audit = options.Audit,
        ReadsInFlight = options.MaxRequestsInflight,
        WritesInFlight = options.MaxMutatingRequestsInflight,
        Version = VersionCommand.Version,
    };

    private static string Pem(AsymmetricAlgorithm key) => key.ExportPkcs8PrivateKeyPem();
}
