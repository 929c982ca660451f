using LightKube.Api.Cel.Cost;
using LightKube.Api.Cel.Evaluation;
using LightKube.Api.Cel.Parsing;
using LightKube.Api.Cel.Types;
using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel;

/// <summary>A compiled expression. Immutable: any number of threads may evaluate it.</summary>
public sealed class CelProgram
{
    private readonly Expr _expr;
    private readonly Node _root;
    private readonly int _locals;
    private readonly CelEnvironment _environment;

    internal CelProgram(string expression, Expr expr, Node root, int locals, CelEnvironment environment)
    {
        Expression = expression;
        _expr = expr;
        _root = root;
        _locals = locals;
        _environment = environment;
    }

    public string Expression { get; }

    /// <summary>The type of its value.</summary>
    public CelType ResultType => _expr.Type!;

    /// <summary>The most that an evaluation can cost, by the sizes that the variables' types declare.</summary>
    public ulong EstimateCost() => CostEstimator.Estimate(_expr, _environment).Max;

    /// <summary>Whether it uses that variable.</summary>
    public bool Uses(string variable) => Mentions.Variable(_expr, variable);

    /// <summary>Whether it names that field of that variable, be it to see whether it is there.</summary>
    public bool Uses(string variable, string field) => Mentions.Field(_expr, variable, field);

    /// <summary>Computes the value; what fails is an error value.</summary>
    /// <param name="activation">The variables' values.</param>
    /// <param name="budget">What this and later evaluations may cost; the cost is taken from it.</param>
    public CelValue Evaluate(CelActivation activation, ref long budget)
    {
        var value = Evaluate(activation, out var cost);
        budget = cost > (ulong)Math.Max(budget, 0) ? -1 : budget - (long)cost;
        return budget < 0
            ? new CelError("validation failed due to running out of cost budget, no further validation rules will be run", CelErrorReason.Budget)
            : value;
    }

    /// <summary>Computes the value; what fails is an error value.</summary>
    /// <param name="activation">The variables' values.</param>
    /// <param name="cost">What it cost; at most a little more than <paramref name="limit"/>.</param>
    /// <param name="limit">From there on the evaluation is given up.</param>
    public CelValue Evaluate(CelActivation activation, out ulong cost, ulong limit = CelLimits.PerCall)
    {
        var context = new EvalContext(activation, _locals, limit);
        try
        {
            return _root.Eval(context);
        }
        catch (EvalContext.CostLimitException)
        {
            return new CelError("operation cancelled: actual cost limit exceeded", CelErrorReason.CostLimit);
        }
        finally
        {
            cost = context.Cost;
        }
    }
}
