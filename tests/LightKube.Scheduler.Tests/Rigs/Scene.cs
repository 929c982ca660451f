using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Quantities;
using LightKube.Scheduler.Cluster;
using LightKube.Testing.Builders;

namespace LightKube.Scheduler.Tests.Rigs;

/// <summary>Pods and nodes as decisions see them.</summary>
internal static class Scene
{
    /// <summary>A node with room for ten pods, four cores and eight gibibytes.</summary>
    public static Node Node(string name, string cpu = "4", string memory = "8Gi", int pods = 10)
    {
        var node = A.Node(name).Labelled($"kubernetes.io/hostname={name}");
        node.Status.Allocatable["cpu"] = Quantity.Parse(cpu);
        node.Status.Allocatable["memory"] = Quantity.Parse(memory);
        node.Status.Allocatable["pods"] = Quantity.FromUnits(pods);
        return node;
    }

    public static Node Tainted(this Node node, string key, string value, string effect = "NoSchedule")
    {
        node.Spec.Taints.Add(new Taint { Key = key, Value = value, Effect = effect });
        return node;
    }

    public static Pod Pod(string name, string? cpu = null, string? memory = null)
    {
        var pod = A.Pod(name).In("default");
        pod.Metadata.Uid = $"uid-of-{name}";
        var requests = pod.Spec.Containers[0].Resources.Requests;
        if (cpu is not null)
            requests["cpu"] = Quantity.Parse(cpu);
        if (memory is not null)
            requests["memory"] = Quantity.Parse(memory);
        return pod;
    }

    public static Pod Tolerating(this Pod pod, string key, string @operator, string value = "", string effect = "")
    {
        pod.Spec.Tolerations.Add(new Toleration { Key = key, Operator = @operator, Value = value, Effect = effect });
        return pod;
    }

    public static Pod WithHostPort(this Pod pod, int port, string protocol = "TCP", string address = "")
    {
        pod.Spec.Containers[0].Ports.Add(new ContainerPort { ContainerPortValue = port, HostPort = port, Protocol = protocol, HostIP = address });
        return pod;
    }

    /// <summary>The nodes, with the pods on the nodes that they name.</summary>
    public static ClusterState Cluster(IEnumerable<Node> nodes, params Pod[] pods)
    {
        var cluster = new ClusterState(_ => new DocMap());
        foreach (var node in nodes)
            cluster.PutNode(node);
        foreach (var pod in pods)
            cluster.PutPod(new PodInfo(pod));
        return cluster;
    }
}
