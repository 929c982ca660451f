using LightKube.Api.Documents;
using LightKube.ApiServer.Authentication;

namespace LightKube.ApiServer.Tokens;

/// <summary>Users as they stand in reviews.</summary>
internal static class UserDocument
{
    /// <summary><c>authentication.k8s.io/v1 UserInfo</c>.</summary>
    public static DocMap Of(UserInfo user)
    {
        var map = new DocMap();
        map.Set("username", user.Name);
        if (user.Uid.Length > 0)
        {
            map.Set("uid", user.Uid);
        }

        if (user.Groups.Count > 0)
        {
            map.Set("groups", DocList.Of(user.Groups));
        }

        if (user.Extra.Count > 0)
        {
            var extra = map.GetOrAddMap("extra");
            foreach (var (key, values) in user.Extra)
            {
                extra.Set(key, DocList.Of(values));
            }
        }

        return map;
    }

    /// <summary>The subject of a SubjectAccessReview's spec.</summary>
    public static UserInfo OfSpec(DocMap spec)
    {
        var extra = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var entry in (spec.GetMap("extra") ?? new DocMap()).Entries)
        {
            extra[entry.Key] = Strings(entry.Value.AsList);
        }

        return new UserInfo(spec.GetString("user") ?? "", Strings(spec.GetList("groups")), spec.GetString("uid") ?? "", extra);
    }

    private static List<string> Strings(DocList? list) =>
        [.. (list ?? new DocList()).Items.ToArray().Select(item => item.AsString ?? "")];
}
