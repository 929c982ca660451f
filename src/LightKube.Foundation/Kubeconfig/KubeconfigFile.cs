using LightKube.Foundation.Files;
using LightKube.Foundation.Yaml;

namespace LightKube.Foundation.Kubeconfig;

/// <summary>A kubeconfig file: how a client reaches clusters, and as whom. What it holds beyond this model is not kept.</summary>
public sealed record KubeconfigFile
{
    /// <summary>The clusters by name.</summary>
    public IReadOnlyDictionary<string, KubeconfigCluster> Clusters { get; init; } = new Dictionary<string, KubeconfigCluster>();

    /// <summary>The users by name.</summary>
    public IReadOnlyDictionary<string, KubeconfigUser> Users { get; init; } = new Dictionary<string, KubeconfigUser>();

    /// <summary>The contexts by name.</summary>
    public IReadOnlyDictionary<string, KubeconfigContext> Contexts { get; init; } = new Dictionary<string, KubeconfigContext>();

    /// <summary>The context that is used when none is asked for.</summary>
    public string? CurrentContext { get; init; }

    /// <summary>One cluster, one user, and the context of both, each under the cluster's name.</summary>
    public static KubeconfigFile For(string name, KubeconfigCluster cluster, KubeconfigUser user) => new()
    {
        Clusters = new Dictionary<string, KubeconfigCluster> { [name] = cluster },
        Users = new Dictionary<string, KubeconfigUser> { [name] = user },
        Contexts = new Dictionary<string, KubeconfigContext> { [name] = new(name, name) },
        CurrentContext = name,
    };

    /// <summary>Reads a file. Relative paths in it are resolved against its directory, and files that it names are read.</summary>
    /// <exception cref="YamlFileException">It is not a kubeconfig.</exception>
    public static KubeconfigFile Read(string path) => KubeconfigReader.Parse(File.ReadAllText(path), path);

    /// <summary>The same for another address of the clusters' API.</summary>
    public KubeconfigFile At(string server) => this with
    {
        Clusters = Clusters.ToDictionary(cluster => cluster.Key, cluster => cluster.Value with { Server = server }),
    };

    /// <summary>Writes the file, with mode 0600.</summary>
    public void Write(string path) => AtomicFile.Write(path, KubeconfigWriter.Write(this), AtomicFile.Secret);
}

/// <summary>How a cluster's API is reached.</summary>
/// <param name="Server">The API's URL.</param>
public sealed record KubeconfigCluster(string Server)
{
    /// <summary>The authorities whose server certificates are trusted, as PEM; null for the system's.</summary>
    public string? CertificateAuthorityPem { get; init; }

    /// <summary>The name to expect in the server's certificate, when it is not that in the URL.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>Whether the server's certificate is not looked at.</summary>
    public bool InsecureSkipTlsVerify { get; init; }
}

/// <summary>Who a client is.</summary>
public sealed record KubeconfigUser
{
    /// <summary>The client's certificate as PEM.</summary>
    public string? ClientCertificatePem { get; init; }

    /// <summary>The certificate's private key as PEM.</summary>
    public string? ClientKeyPem { get; init; }

    /// <summary>A bearer token.</summary>
    public string? Token { get; init; }

    /// <summary>A file whose content is the bearer token; read anew from time to time, since tokens change.</summary>
    public string? TokenFile { get; init; }
}

/// <summary>A cluster, a user, and the namespace to begin in.</summary>
public sealed record KubeconfigContext(string Cluster, string User, string? Namespace = null);
