using LightKube.Api.Core.V1;

namespace LightKube.ApiServer.Admission.PodSecurity;

/// <summary>Tells changes of a pod that run something new from those that do not.</summary>
internal static class PodChanges
{
    /// <summary>True when a container comes, goes or gets another image.</summary>
    public static bool Matter(PodSpec before, PodSpec now)
    {
        if (before.Containers.Count != now.Containers.Count || before.InitContainers.Count != now.InitContainers.Count)
        {
            return true;
        }

        return !Images(before).SequenceEqual(Images(now))
            || now.EphemeralContainers.Any(added => before.EphemeralContainers.Find(known => known.Name == added.Name)?.Image != added.Image);
    }

    private static IEnumerable<string> Images(PodSpec spec) => spec.Containers.Concat(spec.InitContainers).Select(static container => container.Image);
}
