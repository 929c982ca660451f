using LightKube.Api.Core.V1;
using LightKube.Api.Errors;
using LightKube.Api.Scheduling.V1;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;
using LightKube.Client;

namespace LightKube.ApiServer.Hosting;

/// <summary>What every cluster has from its first moment: the system's namespaces and priority classes. Harmless to repeat.</summary>
internal sealed class SystemObjects(IClient client, IObjectReader objects)
{
    private static readonly string[] Namespaces = ["default", "kube-system", "kube-public", "kube-node-lease"];

    // As Kubernetes defines them; pods of the system name these.
    private static readonly (string Name, int Value, string Description)[] Priorities =
    [
        ("system-cluster-critical", 2_000_000_000, "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary."),
        ("system-node-critical", 2_000_001_000, "Used for system critical pods that must not be moved from their current node."),
    ];

    public async Task EnsureAsync(CancellationToken cancel)
    {
        foreach (var name in Namespaces)
        {
            await EnsureAsync(new Namespace { Metadata = { Name = name } }, cancel);
        }

        foreach (var (name, value, description) in Priorities)
        {
            await EnsureAsync(new PriorityClass { Metadata = { Name = name }, Value = value, Description = description }, cancel);
        }
    }

    private async Task EnsureAsync<T>(T wanted, CancellationToken cancel)
        where T : KubeObject, IKubeObject<T>
    {
        if (objects.Find(T.Schema, wanted.Key) is not null)
        {
            return;
        }

        try
        {
            await client.CreateAsync(wanted, cancel);
        }
        catch (ApiException e) when (e.IsAlreadyExists)
        {
            // Another server was faster.
        }
    }
}
