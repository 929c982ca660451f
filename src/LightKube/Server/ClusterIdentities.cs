using System.Net;
using System.Security.Cryptography;
using LightKube.Configuration;
using LightKube.Foundation.Certificates;
using LightKube.Foundation.Kubeconfig;

namespace LightKube.Server;

/// <summary>Who is who in the cluster: the authorities, and a certificate for each component, with the names that Kubernetes gives them.</summary>
internal sealed class ClusterIdentities
{
    private const string ClusterName = "lightkube";

    private readonly string _tls;
    private readonly TimeProvider _time;

    internal ClusterIdentities(DataDirectory directory, ServerOptions options, TimeProvider time)
    {
        (_tls, _time) = (directory.Tls, time);
        ClusterAuthority = Authority("ca", "lightkube-ca");
        FrontProxyAuthority = Authority("front-proxy-ca", "lightkube-front-proxy-ca");
        ServiceAccountKey = SigningKeyFile.LoadOrCreate(Path.Combine(_tls, "service-account.key"));
        ApiServer = Leaf("apiserver", ApiServerProfile(options));
        ApiServerKubeletClient = Leaf("apiserver-kubelet-client", CertificateProfile.Client("kube-apiserver-kubelet-client", "system:masters"));
        FrontProxyClient = Leaf("front-proxy-client", CertificateProfile.Client("front-proxy-client"), FrontProxyAuthority);
        ControllerManager = Leaf("controller-manager", CertificateProfile.Client("system:kube-controller-manager"));
        Scheduler = Leaf("scheduler", CertificateProfile.Client("system:kube-scheduler"));
        Admin = Leaf("admin", CertificateProfile.Client("admin", "system:masters"));
        Node = Leaf("node", CertificateProfile.Client($"system:node:{options.NodeName}", "system:nodes"));
        Kubelet = Leaf("kubelet", KubeletProfile(options));
    }

    /// <summary>Issues all certificates but those of the aggregation layer.</summary>
    internal CertificateAuthority ClusterAuthority { get; }

    /// <summary>Issues the certificates with which the API server forwards requests to extension servers.</summary>
    internal CertificateAuthority FrontProxyAuthority { get; }

    /// <summary>Signs service-account tokens.</summary>
    internal AsymmetricAlgorithm ServiceAccountKey { get; }

    /// <summary>What the API server shows its clients.</summary>
    internal ManagedCertificate ApiServer { get; }

    /// <summary>As whom the API server calls kubelets.</summary>
    internal ManagedCertificate ApiServerKubeletClient { get; }

    /// <summary>As whom the API server calls extension servers.</summary>
    internal ManagedCertificate FrontProxyClient { get; }

    internal ManagedCertificate ControllerManager { get; }

    internal ManagedCertificate Scheduler { get; }

    internal ManagedCertificate Admin { get; }

    /// <summary>As whom this node's kubelet calls the API.</summary>
    internal ManagedCertificate Node { get; }

    /// <summary>What this node's kubelet shows its clients.</summary>
    internal ManagedCertificate Kubelet { get; }

    /// <summary>All certificates, to be kept valid.</summary>
    internal IReadOnlyList<ManagedCertificate> All =>
        [ApiServer, ApiServerKubeletClient, FrontProxyClient, ControllerManager, Scheduler, Admin, Node, Kubelet];

    /// <summary>A kubeconfig with which someone reaches the API.</summary>
    internal KubeconfigFile KubeconfigOf(ManagedCertificate identity, string server) => KubeconfigFile.For(
        ClusterName,
        new KubeconfigCluster(server) { CertificateAuthorityPem = ClusterAuthority.CertificatePem },
        new KubeconfigUser { ClientCertificatePem = identity.CurrentPem.CertificatePem, ClientKeyPem = identity.CurrentPem.KeyPem });

    private static CertificateProfile ApiServerProfile(ServerOptions options)
    {
        var names = new List<string>
        {
            "kubernetes", "kubernetes.default", "kubernetes.default.svc", $"kubernetes.default.svc.{options.ClusterDomain}", "localhost", options.NodeName,
        };
        var addresses = new List<IPAddress>
        {
            options.KubernetesServiceAddress, IPAddress.Loopback, IPAddress.IPv6Loopback, options.AdvertiseAddress, options.NodeAddress,
        };
        if (!options.ListenAddress.Equals(IPAddress.Any) && !options.ListenAddress.Equals(IPAddress.IPv6Any))
            addresses.Add(options.ListenAddress);
        foreach (var more in options.TlsSan)
        {
            if (IPAddress.TryParse(more, out var address))
                addresses.Add(address);
            else
                names.Add(more);
        }
        return CertificateProfile.Server("kube-apiserver", [.. names.Distinct()], [.. addresses.Distinct()]);
    }

    private static CertificateProfile KubeletProfile(ServerOptions options) => CertificateProfile.Server(
        $"system:node:{options.NodeName}", [options.NodeName, "localhost"], [.. new[] { options.NodeAddress, IPAddress.Loopback }.Distinct()]) with
    {
        Organizations = ["system:nodes"],
    };

    private CertificateAuthority Authority(string file, string commonName) =>
        CertificateAuthority.LoadOrCreate(Path.Combine(_tls, file + ".crt"), Path.Combine(_tls, file + ".key"), commonName, _time);

    private ManagedCertificate Leaf(string file, CertificateProfile profile, CertificateAuthority? authority = null) =>
        new(authority ?? ClusterAuthority, profile, Path.Combine(_tls, file + ".crt"), Path.Combine(_tls, file + ".key"), _time);
}
