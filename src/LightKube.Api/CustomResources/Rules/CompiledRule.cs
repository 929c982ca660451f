using LightKube.Api.Cel;
using LightKube.Api.Cel.Types;
using LightKube.Api.Cel.Values;
using LightKube.Api.CustomResources.Definitions;
using LightKube.Api.Documents;

namespace LightKube.Api.CustomResources.Rules;

/// <summary>A rule of x-kubernetes-validations, compiled, or why it cannot be. Immutable.</summary>
public sealed class CompiledRule
{
    private const int Self = 0;
    private const int OldSelf = 1;

    private CompiledRule(ValidationRule source) => Source = source;

    public ValidationRule Source { get; }

    /// <summary>Null when the rule cannot be compiled, or is empty.</summary>
    public CelProgram? Program { get; private init; }

    /// <summary>Why the rule cannot be compiled, or null.</summary>
    public string? Problem { get; private init; }

    public CelProgram? Message { get; private init; }

    /// <summary>Why the messageExpression cannot be compiled, or null.</summary>
    public string? MessageProblem { get; private init; }

    /// <summary>A transition rule: it compares with the value before.</summary>
    public bool UsesOldSelf { get; private init; }

    /// <summary>Evaluated without a value before, too.</summary>
    public bool HasOptionalOldSelf => Source.OptionalOldSelf == true;

    /// <summary>The names of the field to blame, relative to the node.</summary>
    public IReadOnlyList<string> Blamed { get; private init; } = [];

    /// <param name="rule">The rule.</param>
    /// <param name="type">The type of the node that it stands at.</param>
    /// <param name="node">The node's schema.</param>
    public static CompiledRule Compile(ValidationRule rule, DeclType type, StructuralSchema node)
    {
        if (rule.Rule.Trim().Length == 0)
        {
            return new CompiledRule(rule);
        }

        var environment = new CelEnvironment();
        environment.Declare("self", type);
        if (rule.OptionalOldSelf == true)
        {
            environment.Declare("oldSelf", CelType.Optional(type.Type));
        }
        else
        {
            environment.Declare("oldSelf", type);
        }

        var (program, problem) = Compile(environment, rule.Rule, CelType.Bool, "", "cel expression must evaluate to a bool");
        var (message, messageProblem) = program is null || rule.MessageExpression.Length == 0
            ? (null, null)
            : Compile(environment, rule.MessageExpression, CelType.String, "messageExpression ", "messageExpression must evaluate to a string");
        return new CompiledRule(rule)
        {
            Program = program,
            Problem = problem,
            Message = message,
            MessageProblem = messageProblem,
            UsesOldSelf = program?.Uses("oldSelf") ?? false,
            Blamed = rule.FieldPath.Length == 0 ? [] : FieldReference.Resolve(rule.FieldPath, node, allowBrackets: true).Names,
        };
    }

    /// <summary>The variables for one evaluation.</summary>
    public CelActivation Activate(Value value, Value old, DeclType type)
    {
        var activation = new CelActivation(2);
        activation.Set(Self, TypedValues.Read(value, type));
        if (UsesOldSelf && HasOptionalOldSelf)
        {
            activation.Set(OldSelf, old.IsAbsentOrNull ? CelOptional.None : CelOptional.Of(TypedValues.Read(old, type)));
        }
        else if (UsesOldSelf)
        {
            activation.Set(OldSelf, TypedValues.Read(old, type));
        }

        return activation;
    }

    private static (CelProgram? Program, string? Problem) Compile(CelEnvironment environment, string expression, CelType wanted, string prefix, string otherwise)
    {
        try
        {
            var program = environment.Compile(expression);
            return program.ResultType.Same(wanted) ? (program, null) : (null, otherwise);
        }
        catch (CelCompileException e)
        {
            return (null, prefix + e.Message);
        }
    }
}
