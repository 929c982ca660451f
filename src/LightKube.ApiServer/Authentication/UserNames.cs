using System.Diagnostics.CodeAnalysis;

namespace LightKube.ApiServer.Authentication;

/// <summary>Names of users and groups that mean something to the server (k8s.io/apiserver, authentication/user).</summary>
public static class UserNames
{
    public const string Anonymous = "system:anonymous";
    public const string ApiServer = "system:apiserver";
    public const string ControllerManager = "system:kube-controller-manager";
    public const string Scheduler = "system:kube-scheduler";
    public const string NodePrefix = "system:node:";
    public const string ServiceAccountPrefix = "system:serviceaccount:";

    public const string Masters = "system:masters";
    public const string Nodes = "system:nodes";
    public const string Authenticated = "system:authenticated";
    public const string Unauthenticated = "system:unauthenticated";
    public const string ServiceAccounts = "system:serviceaccounts";
    public const string ServiceAccountsPrefix = "system:serviceaccounts:";

    public static string ServiceAccount(string ns, string name) => $"{ServiceAccountPrefix}{ns}:{name}";

    /// <summary>Splits <c>system:serviceaccount:NAMESPACE:NAME</c>.</summary>
    public static bool TryParseServiceAccount(string user, [NotNullWhen(true)] out string? ns, [NotNullWhen(true)] out string? name)
    {
        ns = name = null;
        if (!user.StartsWith(ServiceAccountPrefix, StringComparison.Ordinal))
        {
            return false;
        }

        var rest = user.AsSpan(ServiceAccountPrefix.Length);
        var colon = rest.IndexOf(':');
        if (colon <= 0 || colon == rest.Length - 1 || rest[(colon + 1)..].Contains(':'))
        {
            return false;
        }

        ns = rest[..colon].ToString();
        name = rest[(colon + 1)..].ToString();
        return true;
    }

    /// <summary>The node's name when the user is a node: <c>system:node:NAME</c> in the group <c>system:nodes</c>; else null.</summary>
    public static string? NodeName(UserInfo user) =>
        user.Name.Length > NodePrefix.Length && user.Name.StartsWith(NodePrefix, StringComparison.Ordinal) && user.IsInGroup(Nodes)
            ? user.Name[NodePrefix.Length..]
            : null;

    /// <summary>True for any user in the group of nodes, even when its name is not one of a node.</summary>
    public static bool IsNode(UserInfo user) =>
        user.Name.StartsWith(NodePrefix, StringComparison.Ordinal) && user.IsInGroup(Nodes);
}
