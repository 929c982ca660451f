using LightKube.Api.Meta.V1;

namespace LightKube.Controllers.Volumes;

/// <summary>A finalizer that keeps an object while something uses it.</summary>
/// <param name="name">Of the finalizer.</param>
internal sealed class UseFinalizer(string name)
{
    public static readonly UseFinalizer OfClaims = new("kubernetes.io/pvc-protection");

    public static readonly UseFinalizer OfVolumes = new("kubernetes.io/pv-protection");

    /// <summary>The object is to go, and this finalizer is asked whether it may.</summary>
    public bool Holds(ObjectMeta metadata) => metadata.DeletionTimestamp is not null && metadata.Finalizers.Contains(name);

    /// <summary>The object was made while nobody gave it the finalizer.</summary>
    public bool IsMissing(ObjectMeta metadata) => metadata.DeletionTimestamp is null && !metadata.Finalizers.Contains(name);

    public void Add(ObjectMeta metadata) => metadata.Finalizers.Add(name);

    public void Remove(ObjectMeta metadata) => metadata.Finalizers.ReplaceWith([.. metadata.Finalizers.Where(other => other != name)]);
}
