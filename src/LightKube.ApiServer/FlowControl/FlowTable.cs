using LightKube.Api.FlowControl.V1;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Http;

namespace LightKube.ApiServer.FlowControl;

/// <summary>A FlowSchema, read once.</summary>
internal sealed class Flow(FlowSchema schema, PriorityLevel level, string levelUid, FlowCounts counts)
{
    private readonly FlowRule[] _rules = [.. schema.Spec.Rules.Select(rule => new FlowRule(rule))];

    public string Name { get; } = schema.Metadata.Name;

    public string Uid { get; } = schema.Metadata.Uid;

    public string LevelUid { get; } = levelUid;

    public PriorityLevel Level { get; } = level;

    /// <summary>What became of its requests.</summary>
    public FlowCounts Counts { get; } = counts;

    /// <summary>ByUser, ByNamespace, or empty: all requests are one flow.</summary>
    public string Distinguisher { get; } = schema.Spec.DistinguisherMethod.Type;

    public bool Matches(UserInfo user, RequestInfo request)
    {
        foreach (var rule in _rules)
        {
            if (rule.Matches(user, request))
            {
                return true;
            }
        }

        return false;
    }

    public ulong HashOf(UserInfo user, RequestInfo request) =>
        FlowHash.Of(Name, Distinguisher switch { "ByUser" => user.Name, "ByNamespace" => request.Namespace, _ => "" });
}

/// <summary>All flows in order of precedence: the first that matches a request has it. An immutable snapshot.</summary>
internal sealed class FlowTable(Flow[] flows)
{
    public static FlowTable Empty { get; } = new([]);

    public IReadOnlyList<Flow> Flows => flows;

    /// <summary>The request's flow; null before there are any, at the server's very start.</summary>
    public Flow? Find(UserInfo user, RequestInfo request)
    {
        foreach (var flow in flows)
        {
            if (flow.Matches(user, request))
            {
                return flow;
            }
        }

        return flows.Length > 0 ? flows[^1] : null;
    }
}
