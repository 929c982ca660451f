using System.Text;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.Views;
using LightKube.Kubelet.Env;

namespace LightKube.Kubelet.Images;

/// <summary>The logins that a pod's imagePullSecrets hold for a registry.</summary>
internal sealed class RegistryCredentials(IReferencedObjects objects)
{
    // How Docker's configuration names its own registry.
    private const string DockerHub = "https://index.docker.io/v1/";

    /// <returns>In the order of the secrets; empty when none is for this registry. Missing secrets are skipped, as Kubernetes does.</returns>
    internal async Task<IReadOnlyList<Cri.AuthConfig>> ForAsync(Pod pod, string image, CancellationToken cancel)
    {
        var found = new List<Cri.AuthConfig>();
        foreach (var reference in pod.Spec.ImagePullSecrets)
        {
            if (await objects.FindSecretAsync(new ObjectKey(pod.Namespace, reference.Name), cancel) is not { } secret)
                continue;
            var logins = secret.Type switch
            {
                "kubernetes.io/dockerconfigjson" => Parse(secret.Data[".dockerconfigjson"])?.GetMap("auths"),
                "kubernetes.io/dockercfg" => Parse(secret.Data[".dockercfg"]),
                _ => null,
            };
            if (logins is not null)
                found.AddRange(Match(logins, image));
        }
        return found;
    }

    internal static IEnumerable<Cri.AuthConfig> Match(DocMap logins, string image)
    {
        var registry = ImageName.Registry(image);
        var matches = new List<Cri.AuthConfig>();
        foreach (var (server, login) in logins.Entries)
        {
            if (login.AsMap is { } map && IsFor(server, registry, image))
                matches.Add(ToAuth(server, map));
        }
        return matches;
    }

    private static bool IsFor(string server, string registry, string image)
    {
        if (server == DockerHub || server is "docker.io" or "index.docker.io")
            return registry == "docker.io";
        var name = server.Replace("https://", "", StringComparison.Ordinal).Replace("http://", "", StringComparison.Ordinal)
            .TrimEnd('/').Replace("/v1", "", StringComparison.Ordinal).Replace("/v2", "", StringComparison.Ordinal);
        return name == registry || image.StartsWith(name + "/", StringComparison.Ordinal);
    }

    private static Cri.AuthConfig ToAuth(string server, DocMap login)
    {
        var auth = new Cri.AuthConfig
        {
            ServerAddress = server,
            Username = login.GetString("username") ?? "",
            Password = login.GetString("password") ?? "",
            IdentityToken = login.GetString("identitytoken") ?? "",
        };
        // 'auth' is both in one: base64 of user:password.
        if (ViewScalars.ToBytes(login["auth"]) is { } pair && Encoding.UTF8.GetString(pair) is var text && text.IndexOf(':') is var colon and > 0)
            (auth.Username, auth.Password) = (text[..colon], text[(colon + 1)..].TrimEnd('\0'));
        return auth;
    }

    private static DocMap? Parse(byte[]? json)
    {
        try
        {
            return json is null ? null : JsonDocumentReader.ReadMap(json);
        }
        catch (DocumentFormatException)
        {
            return null; // a secret that is no Docker configuration has no logins
        }
    }
}
