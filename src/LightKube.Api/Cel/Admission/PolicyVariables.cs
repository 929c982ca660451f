using LightKube.Api.Cel.Types;
using LightKube.Api.Documents;

namespace LightKube.Api.Cel.Admission;

/// <summary>The <c>variables</c> of a policy.</summary>
/// <param name="Names">In the order of the policy: each can use those before it.</param>
/// <param name="Programs">What computes them.</param>
/// <param name="Type">The type of <c>variables</c> for the expressions that use them.</param>
public sealed record PolicyVariables(string[] Names, PolicyExpression[] Programs, DeclType Type)
{
    /// <param name="variables">As the policy has them.</param>
    /// <param name="environment">Makes the environment for a type of variables.</param>
    public static PolicyVariables Compile(DocList? variables, Func<DeclType, PolicyEnvironment> environment)
    {
        var names = new List<string>();
        var programs = new List<PolicyExpression>();
        var known = new List<(string Name, CelType Type)>();
        foreach (var variable in Texts.MapsOf(variables))
        {
            var program = PolicyExpression.Compile(variable, "expression", environment(PolicyEnvironment.VariablesType(known)));
            names.Add(variable.GetString("name") ?? "");
            programs.Add(program);
            known.Add((names[^1], program.Program?.ResultType ?? CelType.Dyn));
        }

        return new PolicyVariables([.. names], [.. programs], PolicyEnvironment.VariablesType(known));
    }
}
