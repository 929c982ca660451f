using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Tokens;

/// <summary>An object on whose life a token depends: the same one, by uid, must still exist.</summary>
/// <param name="Kind">ServiceAccount, Pod, Secret or Node.</param>
/// <param name="Key">Its place.</param>
/// <param name="Uid">Which one of that name.</param>
internal sealed record BoundObject(KindSchema Kind, ObjectKey Key, string Uid)
{
    /// <summary>A token outlives its object's deletion by this, so that a pod that shuts down can still finish (upstream's leeway).</summary>
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(60);

    /// <summary>Why the token no longer counts; null when the object is there.</summary>
    public string? Problem(IObjectReader objects, DateTimeOffset now)
    {
        if (objects.Find(Kind, Key) is not { } found)
        {
            return $"{Kind.Kind} {Key} of the token is gone";
        }

        if (found.Uid != Uid)
        {
            return $"{Kind.Kind} {Key} of the token was another one: it has uid {found.Uid} now";
        }

        return found.Metadata.DeletionTimestamp is { } deleted && deleted < now - Leeway
            ? $"{Kind.Kind} {Key} of the token has been deleted"
            : null;
    }

    /// <summary>The claim <c>{"name": …, "uid": …}</c>.</summary>
    public DocMap ToClaim()
    {
        var claim = new DocMap();
        claim.Set("name", Key.Name);
        claim.Set("uid", Uid);
        return claim;
    }
}
