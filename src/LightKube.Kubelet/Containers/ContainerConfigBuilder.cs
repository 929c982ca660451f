using System.Globalization;
using System.Text;
using Google.Protobuf;
using LightKube.Api.Core.V1;
using LightKube.Kubelet.Cgroups;
using LightKube.Kubelet.Env;
using LightKube.Kubelet.Pods;
using LightKube.Kubelet.Runtime;

namespace LightKube.Kubelet.Containers;

/// <summary>What of a container was worked out before it is made.</summary>
/// <param name="RestartCount">Of this run.</param>
/// <param name="Environment">In order.</param>
/// <param name="Mounts">Volumes, /etc/hosts and the termination message.</param>
/// <param name="Image">As the runtime has it.</param>
/// <param name="ImageRef">What to make it from.</param>
/// <param name="VolumeGroups">Groups that own volumes.</param>
internal sealed record ContainerInputs(
    int RestartCount,
    OrderedDictionary<string, string> Environment,
    IReadOnlyList<Cri.Mount> Mounts,
    Cri.Image? Image,
    string ImageRef,
    IReadOnlyList<long> VolumeGroups);

/// <summary>Writes what the runtime needs to know of a container.</summary>
internal sealed class ContainerConfigBuilder(long memoryCapacity, string seccompDirectory)
{
    /// <exception cref="PodConfigException">The container asks for what it must not have.</exception>
    internal Cri.ContainerConfig Build(Pod pod, Container container, ContainerInputs inputs)
    {
        var config = new Cri.ContainerConfig
        {
            Metadata = new Cri.ContainerMetadata { Name = container.Name, Attempt = (uint)inputs.RestartCount },
            Image = new Cri.ImageSpec { Image = inputs.ImageRef, UserSpecifiedImage = container.Image },
            WorkingDir = container.WorkingDir,
            LogPath = PodPaths.Log(container.Name, inputs.RestartCount),
            Stdin = container.Stdin,
            StdinOnce = container.StdinOnce,
            Tty = container.Tty,
            Linux = new Cri.LinuxContainerConfig
            {
                Resources = ContainerResources.Of(pod, container, memoryCapacity),
                SecurityContext = SecurityContexts.Of(pod, container, inputs.Image, seccompDirectory, inputs.VolumeGroups),
            },
        };
        config.Command.AddRange(container.Command.Select(word => VariableExpansion.Expand(word, inputs.Environment)));
        config.Args.AddRange(container.Args.Select(word => VariableExpansion.Expand(word, inputs.Environment)));
        foreach (var (name, value) in inputs.Environment)
            config.Envs.Add(new Cri.KeyValue { Key = name, Value = ByteString.CopyFrom(value, Encoding.UTF8) });
        config.Mounts.AddRange(inputs.Mounts);
        Identify(config, pod, container, inputs.RestartCount);
        return config;
    }

    private static void Identify(Cri.ContainerConfig config, Pod pod, Container container, int restartCount)
    {
        config.Labels[RuntimeIdentity.PodName] = pod.Name;
        config.Labels[RuntimeIdentity.PodNamespace] = pod.Namespace;
        config.Labels[RuntimeIdentity.PodUid] = pod.Metadata.Uid;
        config.Labels[RuntimeIdentity.ContainerName] = container.Name;

        config.Annotations[RuntimeIdentity.ContainerHash] = PodFacts.HashOf(container);
        config.Annotations[RuntimeIdentity.RestartCount] = restartCount.ToString(CultureInfo.InvariantCulture);
        config.Annotations[RuntimeIdentity.TerminationMessagePath] = container.TerminationMessagePath;
        config.Annotations[RuntimeIdentity.TerminationMessagePolicy] = container.TerminationMessagePolicy;
        if (pod.Spec.TerminationGracePeriodSeconds is { } grace)
            config.Annotations[RuntimeIdentity.PodTerminationGracePeriod] = grace.ToString(CultureInfo.InvariantCulture);
    }
}
