using LightKube.Api.Core.V1;
using LightKube.Api.Documents;

namespace LightKube.ApiServer.Admission.PodSecurity;

/// <summary>A pod, or a workload's template for one, as checks look at it.</summary>
/// <param name="annotations">Its annotations; null for none.</param>
/// <param name="spec">What it runs.</param>
internal sealed class CheckedPod(DocMap? annotations, PodSpec spec)
{
    public DocMap? Annotations { get; } = annotations;

    public PodSpec Spec { get; } = spec;

    /// <summary>All alike: those that run first, those that run, and those that were added to look at them.</summary>
    public IReadOnlyList<Container> Containers { get; } =
    [
        .. spec.InitContainers,
        .. spec.Containers,
        .. spec.EphemeralContainers.Select(static container => new Container(container.Map)),
    ];

    /// <summary>Release 1.25 began to let pods say that they are for Windows, where some settings do not exist.</summary>
    public bool IsForWindows => Spec.Os.Name == "windows";

    /// <summary>Its root is not the node's.</summary>
    public bool HasOwnUsers => Spec.HostUsers == false;

    /// <summary>The names of the containers that are bad.</summary>
    public List<string> Bad(Func<Container, bool> isBad)
    {
        var names = new List<string>();
        foreach (var container in Containers)
        {
            if (isBad(container))
            {
                names.Add(container.Name);
            }
        }

        return names;
    }
}
