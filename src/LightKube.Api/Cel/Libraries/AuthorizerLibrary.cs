using LightKube.Api.Cel.Checking;
using LightKube.Api.Cel.Types;
using LightKube.Api.Cel.Values;
using LightKube.Api.Validation;

namespace LightKube.Api.Cel.Libraries;

/// <summary>An authorizer, or a question for it that is being put together.</summary>
/// <param name="type">What it is by now.</param>
/// <param name="authorizer">Who answers.</param>
/// <param name="access">The question so far.</param>
internal sealed class AccessValue(CelType type, ICelAuthorizer authorizer, CelAccess access) : CelOpaque
{
    public override CelType Type => type;

    public CelAccess Access => access;

    public AccessValue With(CelType next, CelAccess more) => new(next, authorizer, more);

    public DecisionValue Check(string verb) => new(authorizer.Check(access with { Verb = verb }));
}

/// <summary>An authorizer's answer.</summary>
internal sealed class DecisionValue(CelDecision decision) : CelOpaque
{
    public override CelType Type => AuthorizerLibrary.DecisionType;

    public CelDecision Decision => decision;
}

/// <summary>Authorization checks: <c>authorizer.group("apps").resource("deployments").check("create").allowed()</c>.</summary>
public static class AuthorizerLibrary
{
    private const string Prefix = "kubernetes.authorization.";

    /// <summary>The type of the variable <c>authorizer</c>.</summary>
    public static CelType AuthorizerType { get; } = CelType.Opaque(Prefix + "Authorizer");

    /// <summary>The type of the variable <c>authorizer.requestResource</c>.</summary>
    public static CelType ResourceCheckType { get; } = CelType.Opaque(Prefix + "ResourceCheck");

    internal static CelType DecisionType { get; } = CelType.Opaque(Prefix + "Decision");

    private static CelType PathCheckType { get; } = CelType.Opaque(Prefix + "PathCheck");

    private static CelType GroupCheckType { get; } = CelType.Opaque(Prefix + "GroupCheck");

    /// <summary>The value of the variable <c>authorizer</c>.</summary>
    public static CelValue Authorizer(ICelAuthorizer authorizer) =>
        new AccessValue(AuthorizerType, authorizer, new CelAccess("", null, null, "", "", "", "", "", "", ""));

    /// <summary>The value of the variable <c>authorizer.requestResource</c>.</summary>
    public static CelValue RequestResource(ICelAuthorizer authorizer, string group, string resource, string subresource, string ns, string name) =>
        new AccessValue(ResourceCheckType, authorizer, new CelAccess("", null, null, group, resource, subresource, ns, name, "", ""));

    internal static void Declare(FunctionTable table)
    {
        const string authorizer = "<" + Prefix + "Authorizer>", resource = "<" + Prefix + "ResourceCheck>", decision = "<" + Prefix + "Decision>";
        table.Add("authorizer_path", $"{authorizer}.path(string):{Prefix}PathCheck", static args => string.IsNullOrWhiteSpace(args[1].AsString)
            ? CelValue.Error("path must not be empty")
            : Of(args[0]).With(PathCheckType, Of(args[0]).Access with { Path = args[1].AsString }));
        table.Add("authorizer_group", $"{authorizer}.group(string):{Prefix}GroupCheck", static args =>
            Of(args[0]).With(GroupCheckType, Of(args[0]).Access with { Group = args[1].AsString! }));
        table.Add("authorizer_serviceaccount", $"{authorizer}.serviceAccount(string,string):{Prefix}Authorizer", static args => ServiceAccount(args[0], args[1].AsString!, args[2].AsString!));
        table.Add("groupcheck_resource", $"<{Prefix}GroupCheck>.resource(string):{Prefix}ResourceCheck", static args => string.IsNullOrWhiteSpace(args[1].AsString)
            ? CelValue.Error("resource must not be empty")
            : Of(args[0]).With(ResourceCheckType, Of(args[0]).Access with { Resource = args[1].AsString! }));
        Refine(table, "resourcecheck_subresource", "subresource", static (access, text) => access with { Subresource = text });
        Refine(table, "resourcecheck_namespace", "namespace", static (access, text) => access with { Namespace = text });
        Refine(table, "resourcecheck_name", "name", static (access, text) => access with { Name = text });
        Refine(table, "authorizer_fieldselector", "fieldSelector", static (access, text) => access with { FieldSelector = text });
        Refine(table, "authorizer_labelselector", "labelSelector", static (access, text) => access with { LabelSelector = text });
        table.Add("pathcheck_check", $"<{Prefix}PathCheck>.check(string):{Prefix}Decision", static args => Of(args[0]).Check(args[1].AsString!));
        table.Add("resourcecheck_check", $"{resource}.check(string):{Prefix}Decision", static args => Of(args[0]).Check(args[1].AsString!));
        table.Add("decision_errored", $"{decision}.errored():bool", static args => Decision(args[0]).Error.Length > 0);
        table.Add("decision_error", $"{decision}.error():string", static args => Decision(args[0]).Error);
        table.Add("decision_allowed", $"{decision}.allowed():bool", static args => Decision(args[0]).Allowed);
        table.Add("decision_reason", $"{decision}.reason():string", static args => Decision(args[0]).Reason);
    }

    private static AccessValue Of(CelValue value) => (AccessValue)value.AsOpaque!;

    private static CelDecision Decision(CelValue value) => ((DecisionValue)value.AsOpaque!).Decision;

    private static void Refine(FunctionTable table, string id, string function, Func<CelAccess, string, CelAccess> change) =>
        table.Add(id, $"<{Prefix}ResourceCheck>.{function}(string):{Prefix}ResourceCheck", args =>
            Of(args[0]).With(ResourceCheckType, change(Of(args[0]).Access, args[1].AsString!)));

    private static CelValue ServiceAccount(CelValue value, string ns, string name) =>
        NameRules.Dns1123Subdomain(name).Count > 0 ? CelValue.Error("Invalid service account name")
        : NameRules.Dns1123Label(ns).Count > 0 ? CelValue.Error("Invalid service account namespace")
        : Of(value).With(AuthorizerType, Of(value).Access with { ServiceAccount = (ns, name) });
}
