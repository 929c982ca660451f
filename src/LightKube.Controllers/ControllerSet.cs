using LightKube.Api.Apps.V1;
using LightKube.Api.Core.V1;
using LightKube.Client.Events;
using LightKube.Client.Informers;
using LightKube.Client.Reconciling;
using LightKube.Client;
using LightKube.Controllers.Certificates;
using LightKube.Controllers.Deployments;
using LightKube.Controllers.Garbage;
using LightKube.Controllers.Kinds;
using LightKube.Controllers.Namespaces;
using LightKube.Controllers.Nodes;
using LightKube.Controllers.Policies;
using LightKube.Controllers.Quotas;
using LightKube.Controllers.ReplicaSets;
using LightKube.Controllers.ServiceEndpoints;
using LightKube.Controllers.Volumes;
using LightKube.Foundation.Certificates;
using LightKube.Foundation.Components;
using Microsoft.Extensions.Logging;

namespace LightKube.Controllers;

/// <summary>What the controllers must be told.</summary>
public sealed record ControllerOptions
{
    /// <summary>The cluster's CA certificates in PEM, published in every namespace.</summary>
    public required string RootCertificates { get; init; }

    /// <summary>Makes the token of a Secret of type <c>kubernetes.io/service-account-token</c>; null when something else fills these.</summary>
    public Func<Secret, ServiceAccount, string>? SignTokenSecret { get; init; }

    /// <summary>Signs certificates for the signers of kubernetes.io; null when something else does.</summary>
    public CertificateAuthority? ClusterAuthority { get; init; }

    /// <summary>Where nodes' pod networks come from: one range, or one of each address family. Empty when something else assigns them.</summary>
    public required IReadOnlyList<PodCidrRange> PodCidrRanges { get; init; }

    /// <summary>The kinds that exist; the built-in ones when nothing else is said.</summary>
    public IKindSource Kinds { get; init; } = new BuiltInKinds();
}

/// <summary>All controllers of the control plane, in one place.</summary>
public static class ControllerSet
{
    /// <param name="api">The API, as the controllers' identity.</param>
    /// <param name="informers">The informers of the process, to be started by the caller.</param>
    /// <param name="events">The event recorder of the process, to be started by the caller.</param>
    /// <param name="options">What the controllers must be told.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">For jitter, 0 to 1.</param>
    /// <param name="loggers">Makes one logger for each controller.</param>
    /// <returns>Components to be started in this order.</returns>
    public static IReadOnlyList<IComponent> Create(
        IClient api, InformerSet informers, EventRecorder events, ControllerOptions options,
        TimeProvider time, Func<double> random, ILoggerFactory loggers)
    {
        var client = new CachedClient(api, informers, time, loggers.CreateLogger("LightKube.Controllers.client"));
        var reconcilers = new List<IReconciler>
        {
            new NamespaceReconciler(client, new NamespaceContent(api, options.Kinds), time),
            new ServiceAccountReconciler(client),
            new RootCaReconciler(client, informers, options.RootCertificates),
            new DeploymentReconciler(client, informers, events, time),
            new ReplicaReconciler<ReplicaSet>(new ReplicaSetKind(), client, informers, events, time),
            new ReplicaReconciler<ReplicationController>(new ReplicationControllerKind(), client, informers, events, time),
            new EndpointSliceReconciler(client, informers),
            new EndpointsReconciler(client),
            new EndpointsMirrorReconciler(client, informers),
            new NodeLifecycleReconciler(client, informers, events, time),
            new TaintEvictionReconciler(client, informers, events, time),
            new PodGarbageReconciler(client, informers, time),
            new ClaimProtectionReconciler(client, informers),
            new VolumeProtectionReconciler(client),
            new ValidatingPolicyStatusReconciler(client, options.Kinds),
        };
        if (options.SignTokenSecret is { } sign)
        {
            reconcilers.Add(new TokenSecretReconciler(client, informers, options.RootCertificates, sign));
            reconcilers.Add(new TokenSecretCleaner(client, time));
        }
        if (options.ClusterAuthority is { } authority)
        {
            reconcilers.Add(new CertificateApprovingReconciler(client, api));
            reconcilers.Add(new CertificateSigningReconciler(client, new CertificateSigner(authority)));
            reconcilers.Add(new CertificateCleaningReconciler(client, time));
        }
        if (options.PodCidrRanges.Count > 0)
            reconcilers.Add(new NodeIpamReconciler(client, events, options.PodCidrRanges));
        return
        [
            new ControllerGroup("controllers", reconcilers, informers, time, random, loggers),
            new ResourceQuotaController(client, informers, options.Kinds, time, random, loggers.CreateLogger("LightKube.Controllers.resourcequota")),
            new GarbageCollector(api, informers, options.Kinds, time, random, loggers.CreateLogger("LightKube.Controllers.garbage-collector")),
        ];
    }
}
