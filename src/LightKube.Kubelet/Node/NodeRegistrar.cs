using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.Client;
using CoreNode = LightKube.Api.Core.V1.Node;

namespace LightKube.Kubelet.Node;

/// <summary>Makes this machine's Node object, or takes over the one that is there.</summary>
internal sealed class NodeRegistrar(IClient client, KubeletOptions options, MachineInfo machine)
{
    internal ObjectKey Key { get; } = new("", options.NodeName);

    /// <returns>The node as the API has it.</returns>
    internal async Task<CoreNode> RegisterAsync(CancellationToken cancel)
    {
        try
        {
            return await client.CreateAsync(New(), cancel);
        }
        catch (ApiException e) when (e.IsAlreadyExists)
        {
            return await BringLabelsUpToDateAsync(await client.GetAsync<CoreNode>(Key, cancel), cancel);
        }
    }

    private CoreNode New()
    {
        var node = new CoreNode();
        node.Metadata.Name = options.NodeName;
        foreach (var (name, value) in Labels())
            node.Metadata.Labels[name] = value;
        node.Metadata.Annotations["volumes.kubernetes.io/controller-managed-attach-detach"] = "true";
        foreach (var taint in options.RegisterWithTaints)
            AddTaint(node, taint);
        return node;
    }

    private async Task<CoreNode> BringLabelsUpToDateAsync(CoreNode node, CancellationToken cancel)
    {
        if (Labels().All(label => node.Metadata.Labels[label.Key] == label.Value))
            return node;
        var patch = new Api.Documents.DocMap();
        foreach (var (name, value) in Labels())
            patch.GetOrAddMap("metadata").GetOrAddMap("labels").Set(name, value);
        return await client.PatchAsync<CoreNode>(Key, new Patch(PatchType.Merge, patch), cancel);
    }

    private IEnumerable<KeyValuePair<string, string>> Labels() =>
    [
        new("kubernetes.io/hostname", options.NodeName),
        new("kubernetes.io/os", "linux"),
        new("kubernetes.io/arch", machine.Architecture),
        new("beta.kubernetes.io/os", "linux"),
        new("beta.kubernetes.io/arch", machine.Architecture),
        .. options.NodeLabels,
    ];

    // key=value:effect, or key:effect.
    private static void AddTaint(CoreNode node, string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon <= 0)
            throw new FormatException($"'{text}' is no taint: write key=value:effect, for example dedicated=db:NoSchedule.");
        var pair = text[..colon].Split('=', 2);
        var taint = node.Spec.Taints.AddNew();
        taint.Key = pair[0];
        taint.Value = pair.Length > 1 ? pair[1] : "";
        taint.Effect = text[(colon + 1)..];
    }
}
