using System.Net;
using LightKube.Foundation.Configuration;

namespace LightKube.Configuration;

/// <summary>The options of <c>lightkube server</c>. Flags, variables, config.yaml, help and the reference all come from this table.</summary>
internal static class ServerOptionTable
{
    internal static readonly Option<string> DataDir =
        Options.Text("data-dir", "/var/lib/lightkube", "Where all state is kept.", "/srv/lightkube", "DIRECTORY");

    internal static readonly Option<IPAddress> ListenAddress =
        Options.Address("listen-address", "0.0.0.0", "Address on which the API listens.", "192.0.2.7");

    internal static readonly Option<int> HttpsPort = Options.Port("https-port", 6443, "Port of the API.");

    internal static readonly Option<int> ListenFd = Options.Integer(
        "listen-fd", 0, 0, int.MaxValue, "Descriptor of an inherited socket that listens, and serves the API too; 0 for none.", 3);

    internal static readonly Option<string> AdvertiseAddress = Options.Text(
        "advertise-address", "", "Address at which nodes and pods reach the API; by default that of the route to the outside.", "192.0.2.7", "ADDRESS");

    internal static readonly Option<IReadOnlyList<string>> TlsSan =
        Options.List("tls-san", "More names and addresses at which clients reach the API, for its certificate.", "k8s.example.com,192.0.2.7");

    internal static readonly Option<string> NodeName =
        Options.Text("node-name", "", "Name of this node; by default the host's name.", "node-1", "NAME");

    internal static readonly Option<string> NodeIp =
        Options.Text("node-ip", "", "Address of this node; by default the advertised address.", "192.0.2.7", "ADDRESS");

    internal static readonly Option<bool> DisableAgent = Options.Switch("disable-agent", "Run the control plane alone, without a node.");

    internal static readonly Option<RuntimeChoice> Runtime = new(
        "container-runtime-endpoint", "Socket of a CRI runtime, or 'own' for our own; by default a containerd or CRI-O that is found running, else our own.")
    {
        ValueName = "SOCKET|own",
        Default = RuntimeChoice.Parse(""),
        DefaultText = "",
        Sample = "/run/containerd/containerd.sock",
        Parse = texts => RuntimeChoice.Parse(texts[0]),
    };

    internal static readonly Option<string> CgroupRoot =
        Options.Text("cgroup-root", "", "Parent of the pods' cgroups, for nodes that share a machine; by default the root of the tree.", "/node-1", "CGROUP") with
        {
            Parse = texts => CgroupPath.Check(texts[0]),
        };

    internal static readonly Option<int> KubeletPort = Options.Port("kubelet-port", 10250, "Port of the node's own API.");

    internal static readonly Option<IPNetwork> ClusterCidr =
        Options.Network("cluster-cidr", "10.42.0.0/16", "Network that pods have their addresses from.", "10.1.0.0/16");

    internal static readonly Option<IPNetwork> ServiceCidr =
        Options.Network("service-cidr", "10.43.0.0/16", "Network that services have their addresses from.", "10.2.0.0/16");

    internal static readonly Option<IPAddress> ClusterDns =
        Options.Address("cluster-dns", "10.43.0.10", "Address of the cluster's DNS, in the services' network.", "10.2.0.10");

    internal static readonly Option<string> ClusterDomain =
        Options.Text("cluster-domain", "cluster.local", "Domain of the cluster's names.", "cluster.example", "DOMAIN");

    internal static readonly Option<TimeSpan> RequestTimeout = Options.Duration(
        "request-timeout", TimeSpan.FromMinutes(1), "The most that a request to the API may take, watches, logs and the like excepted.", "2m") with
        {
            Parse = texts => GoDuration.Parse(texts[0]) is var time && time > TimeSpan.Zero ? time : throw new FormatException("expected more than nothing"),
        };

    internal static readonly Option<int> MaxRequestsInflight = Options.Integer(
        "max-requests-inflight", 400, 1, 100_000, "Reading requests that the API serves at once; priority levels share these and the writing ones.", 800);

    internal static readonly Option<int> MaxMutatingRequestsInflight = Options.Integer(
        "max-mutating-requests-inflight", 200, 1, 100_000, "Writing requests that the API serves at once.", 400);

    internal static readonly Option<string> SecretsEncryption = Options.Choice(
        "secrets-encryption", "on", ["on", "off"], "Encrypt Secrets in the store, with keys in the data directory. What is encrypted can be read in any case.");

    internal static readonly Option<string> EncryptionProviderConfig = Options.Text(
        "encryption-provider-config", "", "An EncryptionConfiguration of Kubernetes, for other keys or more resources; instead of secrets-encryption.", "/etc/lightkube/encryption.yaml", "FILE");

    internal static readonly Option<string> WriteKubeconfig =
        Options.Text("write-kubeconfig", "", "Where to write the administrator's kubeconfig too.", "/root/.kube/config", "FILE");

    internal static readonly Option<string> LogLevel = Options.Text(
        "log-level", "info", "Least level that is logged (trace, debug, info, warn, error, none), and levels of single areas.", "info,api-server=debug", "LEVELS");

    internal static readonly Option<string> LogFormat = Options.Choice("log-format", "text", ["text", "json"], "Form of the log.");

    internal static readonly OptionSet All = new([
        ConfigurationSources.ConfigOption,
        DataDir,
        ListenAddress,
        HttpsPort,
        ListenFd,
        AdvertiseAddress,
        TlsSan,
        NodeName,
        NodeIp,
        DisableAgent,
        Runtime,
        CgroupRoot,
        KubeletPort,
        ClusterCidr,
        ServiceCidr,
        ClusterDns,
        ClusterDomain,
        RequestTimeout,
        MaxRequestsInflight,
        MaxMutatingRequestsInflight,
        SecretsEncryption,
        EncryptionProviderConfig,
        .. AuthenticationOptionTable.All,
        .. AuthorizationOptionTable.All,
        .. AdmissionOptionTable.All,
        .. AuditOptionTable.All,
        WriteKubeconfig,
        LogLevel,
        LogFormat,
    ]);
}
