using LightKube.Api.Cel;
using LightKube.Api.Cel.Admission;
using LightKube.Api.Cel.Types;
using LightKube.Api.Cel.Values;
using LightKube.Api.Documents;
using LightKube.Api.Errors;

namespace LightKube.ApiServer.Admission.Policies;

/// <summary>What validating and mutating policies have in common, compiled once for each version of the policy.</summary>
internal abstract class AdmissionPolicy
{
    protected AdmissionPolicy(Document policy, bool mutates)
    {
        var spec = policy.Root.GetMap("spec") ?? new DocMap();
        Spec = spec;
        Name = policy.Name;
        Match = new PolicyMatch(spec.GetMap("matchConstraints"), isBinding: false);
        ParamKind = spec.GetMap("paramKind");
        Ignores = spec.GetString("failurePolicy") == "Ignore";
        var hasParams = ParamKind is not null;
        Variables = PolicyVariables.Compile(spec.GetList("variables"), type => new PolicyEnvironment(hasParams, hasAuthorizer: true, type, mutates));
        Environment = new PolicyEnvironment(hasParams, hasAuthorizer: true, Variables.Type, mutates);
        Conditions = Compile(spec.GetList("matchConditions"), "expression", Environment, CelType.Bool);
    }

    public string Name { get; }

    public PolicyMatch Match { get; }

    /// <summary>The kind of <c>params</c>; null for none.</summary>
    public DocMap? ParamKind { get; }

    /// <summary>What fails is passed over.</summary>
    public bool Ignores { get; }

    /// <summary>All its expressions, with the paths of their fields, for validation.</summary>
    public virtual IEnumerable<(FieldPath Path, PolicyExpression Expression)> Expressions()
    {
        foreach (var item in At("variables", "expression", Variables.Programs))
        {
            yield return item;
        }

        foreach (var item in At("matchConditions", "expression", Conditions))
        {
            yield return item;
        }
    }

    protected DocMap Spec { get; }

    protected PolicyEnvironment Environment { get; }

    protected PolicyVariables Variables { get; }

    private PolicyExpression[] Conditions { get; }

    protected static PolicyExpression[] Compile(DocList? entries, string field, PolicyEnvironment environment, params CelType[] results) =>
        Array.ConvertAll(Texts.MapsOf(entries), entry => PolicyExpression.Compile(entry, field, environment, results));

    protected static IEnumerable<(FieldPath Path, PolicyExpression Expression)> At(string list, string field, PolicyExpression[] expressions)
    {
        for (var i = 0; i < expressions.Length; i++)
        {
            yield return (FieldPath.Spec.Child(list, i).Child(field), expressions[i]);
        }
    }

    protected PolicyEvaluation Begin(PolicyInput input, CelValue param, long budget = CelLimits.Budget) => new(Environment, Variables, input, param, budget);

    /// <inheritdoc cref="MatchConditions.AreMet"/>
    protected bool MeetsConditions(PolicyInput input, CelValue param, out string problem)
    {
        problem = "";
        return Conditions.Length == 0 || MatchConditions.AreMet(Conditions, Begin(input, param, CelLimits.MatchConditionsBudget), out problem);
    }
}
