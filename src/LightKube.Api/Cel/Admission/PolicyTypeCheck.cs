using LightKube.Api.Cel.Types;
using LightKube.Api.Documents;
using LightKube.Api.Errors;

namespace LightKube.Api.Cel.Admission;

/// <summary>What a type check says of one expression of a policy.</summary>
/// <param name="Field">Where it stands: <c>spec.validations[0].expression</c>.</param>
/// <param name="Warning">What is wrong, for each kind.</param>
public readonly record struct PolicyWarning(string Field, string Warning);

/// <summary>
/// Checks the expressions of a ValidatingAdmissionPolicy against the types of the kinds that it is about. When evaluated, objects have no
/// types, so that what is found here is a warning and no more.
/// </summary>
public static class PolicyTypeCheck
{
    /// <summary>Kinds that are looked at for one policy; a rule can name many.</summary>
    public const int MaxKinds = 10;

    /// <param name="spec">Of the policy.</param>
    /// <param name="kinds">The kinds by their names for messages, <c>apps/v1, Kind=Deployment</c>, with their types.</param>
    /// <param name="param">The type of the params; null when it is not known.</param>
    public static List<PolicyWarning> Check(DocMap spec, IReadOnlyList<(string Name, DeclType Type)> kinds, DeclType? param)
    {
        var warnings = new List<PolicyWarning>();
        var validations = Texts.MapsOf(spec.GetList("validations"));
        for (var i = 0; i < validations.Length; i++)
        {
            foreach (var field in (ReadOnlySpan<string>)["expression", "messageExpression"])
            {
                if (Check(spec, validations[i], field, kinds, param) is { Length: > 0 } warning)
                {
                    warnings.Add(new PolicyWarning(FieldPath.Spec.Child("validations", i).Child(field).ToString(), warning));
                }
            }
        }

        return warnings;
    }

    private static string Check(DocMap spec, DocMap validation, string field, IReadOnlyList<(string Name, DeclType Type)> kinds, DeclType? param)
    {
        var messages = new List<string>();
        foreach (var (name, type) in kinds)
        {
            PolicyEnvironment Environment(DeclType variables) =>
                new(spec.GetMap("paramKind") is not null, hasAuthorizer: true, variables, objectType: type, paramType: param);

            var known = PolicyVariables.Compile(spec.GetList("variables"), Environment);
            var expression = PolicyExpression.Compile(validation, field, Environment(known.Type));
            if (expression.Error.Length > 0)
            {
                messages.Add($"{name}: {expression.Error}\n");
            }
        }

        return string.Join('\n', messages);
    }
}
