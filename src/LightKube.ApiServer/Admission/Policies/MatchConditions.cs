using LightKube.Api.Cel;
using LightKube.Api.Cel.Admission;
using LightKube.Api.Cel.Types;
using LightKube.Api.Cel.Values;
using LightKube.Api.Documents;
using LightKube.ApiServer.Authorization;

namespace LightKube.ApiServer.Admission.Policies;

/// <summary>The <c>matchConditions</c> of a webhook, compiled: expressions over the request that must all be true.</summary>
/// <param name="conditions">Maps with <c>name</c> and <c>expression</c>.</param>
/// <param name="authorizer">Whom expressions may ask.</param>
public sealed class MatchConditions(DocList conditions, IAuthorizer authorizer)
{
    private static readonly PolicyEnvironment Environment = new(hasParams: false, hasAuthorizer: true, variables: null);
    private static readonly PolicyVariables NoVariables = PolicyVariables.Compile(null, static _ => Environment);

    private readonly PolicyExpression[] _conditions =
        Array.ConvertAll(Texts.MapsOf(conditions), static condition => PolicyExpression.Compile(condition, "expression", Environment, CelType.Bool));

    /// <summary>Why a condition does not compile; empty when it does.</summary>
    public static string ProblemOf(DocMap condition) => PolicyExpression.Compile(condition, "expression", Environment, CelType.Bool).Error;

    /// <summary>Whether the webhook is to see the request.</summary>
    /// <param name="view">The write, as the webhook named it.</param>
    /// <param name="problem">Why that is not known; empty when it is.</param>
    internal bool Match(RequestView view, out string problem) =>
        AreMet(_conditions, new PolicyEvaluation(Environment, NoVariables, new PolicyInput(view, null, authorizer), default, CelLimits.MatchConditionsBudget), out problem);

    /// <summary>Whether all conditions are true. One that is false decides, even when others fail.</summary>
    /// <param name="conditions">In their order.</param>
    /// <param name="evaluation">With the request.</param>
    /// <param name="problem">Why that is not known; empty when it is.</param>
    internal static bool AreMet(PolicyExpression[] conditions, PolicyEvaluation evaluation, out string problem)
    {
        problem = "";
        var problems = new List<string>();
        foreach (var condition in conditions)
        {
            var value = evaluation.Evaluate(condition);
            if (value.IsFalse)
            {
                return false;
            }

            if (value.AsError is { } error)
            {
                problems.Add(error.Message);
            }
        }

        problem = problems.Count > 1 ? $"[{string.Join(", ", problems)}]" : string.Concat(problems);
        return problems.Count == 0;
    }
}
