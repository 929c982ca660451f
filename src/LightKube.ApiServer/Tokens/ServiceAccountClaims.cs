using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Views;
using LightKube.ApiServer.Authentication;

namespace LightKube.ApiServer.Tokens;

/// <summary>What a service-account token says, after its signature was verified.</summary>
internal sealed record ServiceAccountClaims
{
    private const string Private = "kubernetes.io";
    private const string ExtraPrefix = "authentication.kubernetes.io/";

    public required BoundObject Account { get; init; }

    /// <summary>The pod, secret or node that the token is bound to; null for none.</summary>
    public BoundObject? Bound { get; init; }

    /// <summary>The node of a pod-bound token, for information.</summary>
    public BoundObject? PodsNode { get; init; }

    public required IReadOnlyList<string> Audiences { get; init; }

    public required DateTimeOffset Expires { get; init; }

    public DateTimeOffset? NotBefore { get; init; }

    public string Id { get; init; } = "";

    /// <summary>Null with the reason when something needed is missing.</summary>
    public static ServiceAccountClaims? TryRead(DocMap claims, out string error)
    {
        var own = claims.GetMap(Private);
        var ns = own?.GetString("namespace") ?? "";
        var account = Read(own, "serviceaccount", ServiceAccount.Schema, ns);
        error = "";
        if (account is null || ns.Length == 0)
        {
            error = "the token names no service account";
        }
        else if (claims["exp"].AsInt is null)
        {
            error = "the token has no expiration";
        }
        else if (claims.GetString("sub") != UserNames.ServiceAccount(ns, account.Key.Name))
        {
            error = "the token's subject is not its service account";
        }

        if (error.Length > 0)
        {
            return null;
        }

        var pod = Read(own, "pod", Pod.Schema, ns);
        var node = Read(own, "node", Node.Schema, "");
        return new ServiceAccountClaims
        {
            Account = account!,
            Bound = pod ?? Read(own, "secret", Secret.Schema, ns) ?? node,
            PodsNode = pod is null ? null : node,
            Audiences = ReadAudiences(claims["aud"]),
            Expires = DateTimeOffset.FromUnixTimeSeconds(claims["exp"].AsInt!.Value),
            NotBefore = claims["nbf"].AsInt is { } from ? DateTimeOffset.FromUnixTimeSeconds(from) : null,
            Id = claims.GetString("jti") ?? "",
        };
    }

    public UserInfo ToUser()
    {
        var extra = new Dictionary<string, IReadOnlyList<string>>();
        if (Id.Length > 0)
        {
            extra[ExtraPrefix + "credential-id"] = [$"JTI={Id}"];
        }

        foreach (var (bound, kind) in new[] { (Bound, Bound?.Kind.Kind), (PodsNode, "Node") })
        {
            if (bound is not null && kind is "Pod" or "Node")
            {
                extra[$"{ExtraPrefix}{kind.ToLowerInvariant()}-name"] = [bound!.Key.Name];
                extra[$"{ExtraPrefix}{kind.ToLowerInvariant()}-uid"] = [bound.Uid];
            }
        }

        var ns = Account.Key.Namespace;
        return new UserInfo(
            UserNames.ServiceAccount(ns, Account.Key.Name),
            [UserNames.ServiceAccounts, UserNames.ServiceAccountsPrefix + ns],
            Account.Uid,
            extra);
    }

    private static BoundObject? Read(DocMap? own, string claim, Api.Schemas.KindSchema kind, string ns) =>
        own?.GetMap(claim) is { } map && map.GetString("name") is { Length: > 0 } name
            ? new BoundObject(kind, new ObjectKey(ns, name), map.GetString("uid") ?? "")
            : null;

    private static IReadOnlyList<string> ReadAudiences(Value value) => value.AsString is { } one
        ? [one]
        : [.. (value.AsList ?? new DocList()).Items.ToArray().Select(item => item.AsString ?? "")];
}
