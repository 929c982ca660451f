namespace LightKube.ApiServer.Validation.Pods;

/// <summary>Where a pod's spec stands: some rules hold for pods alone, and not for templates of pods.</summary>
/// <param name="IsPod">True for a Pod, false for a template.</param>
/// <param name="Name">The pod's name; empty in a template.</param>
internal readonly record struct PodSetting(bool IsPod, string Name)
{
    public static PodSetting Template => new(false, "");
}
