using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Client;

namespace LightKube.ApiServer.Aggregation;

/// <summary>
/// What the ConfigMap <c>kube-system/extension-apiserver-authentication</c> says: by which authorities extension servers know users and the
/// front proxy, and in which headers the latter names users. Several servers complete it, so what is there already stays.
/// </summary>
internal static class ExtensionAuthentication
{
    public const string Namespace = "kube-system";
    public const string MapName = "extension-apiserver-authentication";

    private const string ClientCa = "client-ca-file";
    private const string ProxyCa = "requestheader-client-ca-file";

    /// <summary>The map completed; null when it lacks nothing.</summary>
    /// <param name="present">What is stored, or null.</param>
    /// <param name="clientAuthority">Signs users' certificates.</param>
    /// <param name="proxy">Who may speak in users' names.</param>
    /// <param name="now">Certificates that end before are left out.</param>
    public static ConfigMap? Complete(ConfigMap? present, X509Certificate2 clientAuthority, FrontProxyOptions proxy, DateTimeOffset now)
    {
        var map = present is null ? new ConfigMap { Metadata = { Name = MapName, Namespace = Namespace } } : present.MutableCopy();
        var changed = present is null;
        changed |= Set(map, ClientCa, WithCertificate(map.Data[ClientCa], clientAuthority, now));
        changed |= Set(map, ProxyCa, WithCertificate(map.Data[ProxyCa], proxy.Authority, now));
        changed |= Set(map, "requestheader-allowed-names", WithNames(map.Data["requestheader-allowed-names"], proxy.AllowedNames));
        changed |= Set(map, "requestheader-extra-headers-prefix", WithNames(map.Data["requestheader-extra-headers-prefix"], [RemoteIdentity.ExtraPrefix]));
        changed |= Set(map, "requestheader-group-headers", WithNames(map.Data["requestheader-group-headers"], [RemoteIdentity.GroupHeader]));
        changed |= Set(map, "requestheader-uid-headers", WithNames(map.Data["requestheader-uid-headers"], [RemoteIdentity.UidHeader]));
        changed |= Set(map, "requestheader-username-headers", WithNames(map.Data["requestheader-username-headers"], [RemoteIdentity.UserHeader]));
        return changed ? map : null;
    }

    private static bool Set(ConfigMap map, string key, string value)
    {
        if (map.Data[key] == value)
        {
            return false;
        }

        map.Data[key] = value;
        return true;
    }

    private static string WithCertificate(string? present, X509Certificate2 wanted, DateTimeOffset now)
    {
        var all = new List<X509Certificate2>();
        if (!string.IsNullOrEmpty(present) && TryRead(present) is { } known)
        {
            all.AddRange(known.Where(certificate => certificate.NotAfter.ToUniversalTime() > now));
        }

        if (!all.Exists(certificate => certificate.RawDataMemory.Span.SequenceEqual(wanted.RawDataMemory.Span)))
        {
            all.Add(wanted);
        }

        var text = new StringBuilder();
        foreach (var certificate in all)
        {
            text.Append(certificate.ExportCertificatePem()).Append('\n');
        }

        return text.ToString();
    }

    // What somebody broke is written anew.
    private static X509Certificate2Collection? TryRead(string pem)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
            return certificates;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string WithNames(string? present, IReadOnlyList<string> wanted)
    {
        var names = new List<string>();
        if (!string.IsNullOrEmpty(present) && TryReadNames(present) is { } known)
        {
            names.AddRange(known);
        }

        names.AddRange(wanted.Where(name => !names.Contains(name)));
        return JsonText.Of(DocList.Of(names));
    }

    private static IEnumerable<string>? TryReadNames(string json)
    {
        try
        {
            return JsonText.Parse(json).AsList is { } list ? [.. list.Items.ToArray().Where(item => item.AsString is not null).Select(item => item.AsString!)] : null;
        }
        catch (DocumentFormatException)
        {
            return null;
        }
    }
}
