using LightKube.Api.Meta.V1;
using LightKube.Api.Views;
using LightKube.Client.Reconciling;

namespace LightKube.Controllers.Ownership;

/// <summary>Reads and makes owner references.</summary>
internal static class Owners
{
    /// <summary>The reference to the object's controller, or null.</summary>
    public static OwnerReference? ControllerOf(KubeObject owned) =>
        owned.Metadata.OwnerReferences.Find(static reference => reference.Controller == true);

    public static bool IsControlledBy(KubeObject owned, KubeObject owner) => ControllerOf(owned)?.Uid == owner.Metadata.Uid;

    /// <summary>Whether the reference is to an object of that kind.</summary>
    public static bool IsKind<T>(OwnerReference reference)
        where T : KubeObject, IKubeObject<T> =>
        reference.Kind == T.Schema.Kind && OwnerReferenceGroup.Of(reference) == T.Schema.Group;

    /// <summary>A reference that makes the owner the controller, and keeps it from going first in a foreground deletion.</summary>
    public static OwnerReference NewControllerReference(KubeObject owner) => new()
    {
        ApiVersion = owner.ApiVersion,
        Kind = owner.Kind,
        Name = owner.Name,
        Uid = owner.Metadata.Uid,
        Controller = true,
        BlockOwnerDeletion = true,
    };
}
