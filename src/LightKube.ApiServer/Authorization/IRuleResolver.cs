using LightKube.Api.Views;
using LightKube.ApiServer.Authentication;

namespace LightKube.ApiServer.Authorization;

/// <summary>The rules behind decisions, for reviews and for the checks against handing out more rights than one has.</summary>
internal interface IRuleResolver
{
    /// <summary>All rules that count for the user in that namespace; with an empty one those of the whole cluster.</summary>
    IReadOnlyList<Rule> RulesFor(UserInfo user, string ns);

    /// <summary>The rules of a Role or ClusterRole; null when there is none of that name.</summary>
    IReadOnlyList<Rule>? RulesOf(string kind, ObjectKey role);
}
