using System.Net;
using LightKube.ApiServer.Admission;
using LightKube.ApiServer.Audit;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Authorization;
using LightKube.Foundation.Configuration;
using LightKube.Foundation.Logging;
using Table = LightKube.Configuration.ServerOptionTable;

namespace LightKube.Configuration;

/// <summary>What <c>lightkube server</c> was asked for, checked, with every default filled in.</summary>
internal sealed record ServerOptions
{
    /// <summary>Where all state is kept; an absolute path.</summary>
    internal required string DataDirectory { get; init; }

    internal required IPAddress ListenAddress { get; init; }

    internal required int HttpsPort { get; init; }

    /// <summary>The descriptor of an inherited socket on which the API listens too; null for none.</summary>
    internal required int? ListenFd { get; init; }

    /// <summary>The address at which nodes and pods reach the API.</summary>
    internal required IPAddress AdvertiseAddress { get; init; }

    /// <summary>More names and addresses for the API's certificate.</summary>
    internal required IReadOnlyList<string> TlsSan { get; init; }

    internal required string NodeName { get; init; }

    internal required IPAddress NodeAddress { get; init; }

    /// <summary>Whether this is a control plane without a node.</summary>
    internal required bool DisableAgent { get; init; }

    internal required RuntimeChoice Runtime { get; init; }

    /// <summary>The parent of the pods' cgroup, with a slash in front; empty for the root of the tree.</summary>
    internal required string CgroupRoot { get; init; }

    internal required int KubeletPort { get; init; }

    internal required IPNetwork ClusterCidr { get; init; }

    internal required IPNetwork ServiceCidr { get; init; }

    internal required IPAddress ClusterDns { get; init; }

    internal required string ClusterDomain { get; init; }

    /// <summary>The most that a request to the API may take.</summary>
    internal required TimeSpan RequestTimeout { get; init; }

    /// <summary>Reading requests that the API serves at once.</summary>
    internal required int MaxRequestsInflight { get; init; }

    /// <summary>Writing requests that it serves at once.</summary>
    internal required int MaxMutatingRequestsInflight { get; init; }

    /// <summary>Whether Secrets are encrypted in the store.</summary>
    internal required bool SecretsEncryption { get; init; }

    /// <summary>The administrator's own encryption configuration; empty for none.</summary>
    internal required string EncryptionProviderConfig { get; init; }

    /// <summary>Where the administrator's kubeconfig goes besides the data directory; empty for nowhere.</summary>
    internal required string WriteKubeconfig { get; init; }

    /// <summary>By what else than certificates and the cluster's own tokens users are known.</summary>
    internal required AuthenticationOptions Authentication { get; init; }

    /// <summary>Who says what users may do.</summary>
    internal required AuthorizationOptions Authorization { get; init; }

    /// <summary>What stands in the way of writes.</summary>
    internal required AdmissionOptions Admission { get; init; }

    /// <summary>What is written down of requests.</summary>
    internal required AuditOptions Audit { get; init; }

    internal required LogLevels LogLevels { get; init; }

    internal required LogFormat LogFormat { get; init; }

    /// <summary>The address of the <c>kubernetes</c> service: the first of the services' network.</summary>
    internal IPAddress KubernetesServiceAddress => ServiceCidr.FirstAddress();

    /// <summary>What the cluster's own tokens have as their issuer.</summary>
    internal static string TokenIssuer(string clusterDomain) => $"https://kubernetes.default.svc.{clusterDomain}";

    /// <summary>The options that values mean.</summary>
    /// <exception cref="ConfigurationException">Values do not fit each other or this machine; all problems are listed.</exception>
    internal static ServerOptions From(OptionValues values)
    {
        var problems = new List<string>();
        var advertise = ReadAddress(values, Table.AdvertiseAddress, problems) ?? HostAddress.Detect();
        var options = new ServerOptions
        {
            DataDirectory = Path.GetFullPath(values.Get(Table.DataDir)),
            ListenAddress = values.Get(Table.ListenAddress),
            HttpsPort = values.Get(Table.HttpsPort),
            ListenFd = values.Get(Table.ListenFd) is > 0 and var descriptor ? descriptor : null,
            AdvertiseAddress = advertise,
            TlsSan = values.Get(Table.TlsSan),
            NodeName = values.Get(Table.NodeName) is { Length: > 0 } name ? name : Environment.MachineName.ToLowerInvariant(),
            NodeAddress = ReadAddress(values, Table.NodeIp, problems) ?? advertise,
            DisableAgent = values.Get(Table.DisableAgent),
            Runtime = values.Get(Table.Runtime),
            CgroupRoot = values.Get(Table.CgroupRoot),
            KubeletPort = values.Get(Table.KubeletPort),
            ClusterCidr = values.Get(Table.ClusterCidr),
            ServiceCidr = values.Get(Table.ServiceCidr),
            ClusterDns = values.Get(Table.ClusterDns),
            ClusterDomain = values.Get(Table.ClusterDomain),
            RequestTimeout = values.Get(Table.RequestTimeout),
            MaxRequestsInflight = values.Get(Table.MaxRequestsInflight),
            MaxMutatingRequestsInflight = values.Get(Table.MaxMutatingRequestsInflight),
            SecretsEncryption = values.Get(Table.SecretsEncryption) == "on",
            EncryptionProviderConfig = values.Get(Table.EncryptionProviderConfig),
            WriteKubeconfig = values.Get(Table.WriteKubeconfig),
            Authentication = AuthenticationSettings.From(values, TokenIssuer(values.Get(Table.ClusterDomain))),
            Authorization = AuthorizationSettings.From(values),
            Admission = AdmissionSettings.From(values),
            Audit = AuditSettings.From(values),
            LogLevels = ReadLogLevels(values, problems),
            LogFormat = values.Get(Table.LogFormat) == "json" ? LogFormat.Json : LogFormat.Text,
        };
        problems.AddRange(ServerOptionChecks.Check(options, values.Given));
        return problems.Count == 0 ? options : throw new ConfigurationException(problems);
    }

    private static IPAddress? ReadAddress(OptionValues values, Option<string> option, List<string> problems)
    {
        var text = values.Get(option);
        if (text.Length == 0)
            return null;
        if (IPAddress.TryParse(text, out var address))
            return address;
        problems.Add($"'{text}' is no value for '{option.Name}': expected an IP address such as 192.0.2.7");
        return null;
    }

    private static LogLevels ReadLogLevels(OptionValues values, List<string> problems)
    {
        try
        {
            return LogLevels.Parse(values.Get(Table.LogLevel));
        }
        catch (FormatException error)
        {
            problems.Add($"'{values.Get(Table.LogLevel)}' is no value for '{Table.LogLevel.Name}': {error.Message}");
            return LogLevels.Default;
        }
    }
}
