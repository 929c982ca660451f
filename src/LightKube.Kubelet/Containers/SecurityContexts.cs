using LightKube.Api.Core.V1;
using LightKube.Kubelet.Env;
using LightKube.Kubelet.Sandbox;

namespace LightKube.Kubelet.Containers;

/// <summary>The rights and restrictions of a container: its own security context over its pod's.</summary>
internal static class SecurityContexts
{
    // What a container must not see of the kernel, unless it is privileged or asks for an unmasked /proc.
    private static readonly string[] MaskedPaths =
    [
        "/proc/asound", "/proc/acpi", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list",
        "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware", "/sys/devices/virtual/powercap",
    ];

    private static readonly string[] ReadonlyPaths =
        ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

    /// <param name="pod">The container's pod.</param>
    /// <param name="container">Whose context.</param>
    /// <param name="image">Null when the runtime does not say who its user is.</param>
    /// <param name="profileDirectory">Where Localhost seccomp profiles stand.</param>
    /// <param name="volumeGroups">Groups that own volumes.</param>
    /// <exception cref="PodConfigException">The container must not run as root, and would.</exception>
    internal static Cri.LinuxContainerSecurityContext Of(
        Pod pod, Container container, Cri.Image? image, string profileDirectory, IEnumerable<long> volumeGroups)
    {
        var own = container.SecurityContext;
        var shared = pod.Spec.SecurityContext;
        var privileged = own.Privileged == true;
        var context = new Cri.LinuxContainerSecurityContext
        {
            Privileged = privileged,
            NamespaceOptions = Namespaces.Of(pod),
            ReadonlyRootfs = own.ReadOnlyRootFilesystem == true,
            NoNewPrivs = own.AllowPrivilegeEscalation == false && !privileged,
            Seccomp = Seccomp.Of(own.SeccompProfile, shared.SeccompProfile, profileDirectory),
            Capabilities = new Cri.Capability(),
        };
        context.Capabilities.AddCapabilities.AddRange(own.Capabilities.Add);
        context.Capabilities.DropCapabilities.AddRange(own.Capabilities.Drop);
        SetUser(context, own.RunAsUser ?? shared.RunAsUser, own.RunAsGroup ?? shared.RunAsGroup, image);
        CheckNonRoot(own.RunAsNonRoot ?? shared.RunAsNonRoot, own.RunAsUser ?? shared.RunAsUser, container, image);

        context.SupplementalGroups.AddRange(SupplementalGroups(pod, volumeGroups));
        if (!privileged && own.ProcMount != "Unmasked")
        {
            context.MaskedPaths.AddRange(MaskedPaths);
            context.ReadonlyPaths.AddRange(ReadonlyPaths);
        }
        return context;
    }

    internal static IEnumerable<long> SupplementalGroups(Pod pod, IEnumerable<long> volumeGroups)
    {
        var shared = pod.Spec.SecurityContext;
        var groups = shared.SupplementalGroups.Concat(volumeGroups);
        return (shared.FsGroup is { } fsGroup ? groups.Append(fsGroup) : groups).Distinct();
    }

    private static void SetUser(Cri.LinuxContainerSecurityContext context, long? user, long? group, Cri.Image? image)
    {
        if (user is { } uid)
            context.RunAsUser = new Cri.Int64Value { Value = uid };
        else if (image?.Uid is { } imageUid)
            context.RunAsUser = new Cri.Int64Value { Value = imageUid.Value };
        else if (image is { Username.Length: > 0 })
            context.RunAsUsername = image.Username;
        // A group without a user is an error to the runtime; the image's user then is root.
        if (group is { } gid)
        {
            context.RunAsGroup = new Cri.Int64Value { Value = gid };
            if (context.RunAsUser is null && context.RunAsUsername.Length == 0)
                context.RunAsUser = new Cri.Int64Value();
        }
    }

    private static void CheckNonRoot(bool? nonRoot, long? user, Container container, Cri.Image? image)
    {
        if (nonRoot != true)
            return;
        if (user == 0)
            throw new PodConfigException($"container's runAsUser breaks non-root policy (container: {container.Name})");
        if (user is not null)
            return;
        if (image is { Uid: null, Username.Length: > 0 })
            throw new PodConfigException(
                $"container has runAsNonRoot and image has non-numeric user ({image.Username}), cannot verify user is non-root");
        if (image?.Uid is null or { Value: 0 })
            throw new PodConfigException($"container has runAsNonRoot and image will run as root (container: {container.Name})");
    }
}
