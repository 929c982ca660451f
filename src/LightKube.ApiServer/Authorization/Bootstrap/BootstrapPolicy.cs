using LightKube.Api.Documents;

namespace LightKube.ApiServer.Authorization.Bootstrap;

/// <summary>The roles and bindings that every cluster starts with.</summary>
public static class BootstrapPolicy
{
    internal const string Label = "kubernetes.io/bootstrapping";
    internal const string LabelValue = "rbac-defaults";

    /// <summary>"false" on an object keeps the server from mending it at start.</summary>
    internal const string AutoUpdate = "rbac.authorization.kubernetes.io/autoupdate";

    private static readonly Lazy<IReadOnlyList<Document>> Loaded = new(Load);

    /// <summary>Frozen: roles and bindings of the cluster and of kube-system and kube-public.</summary>
    public static IReadOnlyList<Document> Documents => Loaded.Value;

    private static IReadOnlyList<Document> Load()
    {
        using var reader = new StreamReader(typeof(BootstrapPolicy).Assembly.GetManifestResourceStream("policy.rbac")!);
        var documents = PolicyParser.Parse(reader.ReadToEnd());
        foreach (var document in documents)
        {
            document.Freeze();
        }

        return documents;
    }
}
