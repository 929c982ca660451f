using LightKube.Api.Cel.Types;
using LightKube.Api.Documents;

namespace LightKube.Api.Cel.Admission;

/// <summary>An expression of a policy, compiled, with the entry in which it stands.</summary>
/// <param name="Entry">A validation, a variable, a condition …; as the policy has it.</param>
/// <param name="Program">What evaluates it; null when the entry has no such expression.</param>
/// <param name="Error">Why it does not compile; empty when it does.</param>
public sealed record PolicyExpression(DocMap Entry, CelProgram? Program, string Error = "")
{
    /// <param name="entry">Where it stands.</param>
    /// <param name="field">Under which name.</param>
    /// <param name="environment">What it can use.</param>
    /// <param name="results">What it may evaluate to.</param>
    public static PolicyExpression Compile(DocMap entry, string field, PolicyEnvironment environment, params ReadOnlySpan<CelType> results)
    {
        if (entry.GetString(field) is not { Length: > 0 } text)
        {
            return new PolicyExpression(entry, null);
        }

        try
        {
            return new PolicyExpression(entry, environment.Cel.Compile(text, results));
        }
        catch (CelCompileException e)
        {
            return new PolicyExpression(entry, null, e.Message);
        }
    }
}
