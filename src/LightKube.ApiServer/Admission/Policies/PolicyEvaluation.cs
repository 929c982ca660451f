using LightKube.Api.Cel;
using LightKube.Api.Cel.Admission;
using LightKube.Api.Cel.Types;
using LightKube.Api.Cel.Values;

namespace LightKube.ApiServer.Admission.Policies;

/// <summary>The evaluation of a policy's expressions for one request and one param: variables are computed once, when first used, and all draw on one budget.</summary>
internal sealed class PolicyEvaluation
{
    private readonly PolicyVariables _variables;
    private readonly CelActivation _activation;
    private long _budget;

    /// <param name="environment">Of the policy's expressions.</param>
    /// <param name="variables">Of the policy.</param>
    /// <param name="input">The request.</param>
    /// <param name="param">Null for none.</param>
    /// <param name="budget">What all may cost.</param>
    public PolicyEvaluation(PolicyEnvironment environment, PolicyVariables variables, PolicyInput input, CelValue param, long budget)
    {
        _variables = variables;
        _budget = budget;
        _activation = new CelActivation(environment.Cel.VariableCount);
        _activation.Set(PolicyEnvironment.Object, input.Object);
        _activation.Set(PolicyEnvironment.OldObject, input.OldObject);
        _activation.Set(PolicyEnvironment.NamespaceObject, input.NamespaceObject);
        _activation.Set(PolicyEnvironment.Request, input.Request);
        if (environment.Params >= 0)
        {
            _activation.Set(environment.Params, param);
        }

        if (environment.Variables >= 0)
        {
            _activation.Set(environment.Variables, new LazyVariables(this));
        }

        if (environment.Authorizer >= 0)
        {
            _activation.Set(environment.Authorizer, input.Authorizer);
            _activation.Set(environment.RequestResource, input.RequestResource);
        }
    }

    /// <summary>The value; an error says which expression failed.</summary>
    public CelValue Evaluate(PolicyExpression expression)
    {
        if (expression.Error.Length > 0)
        {
            return CelValue.Error($"compilation error: {expression.Error}");
        }

        var value = expression.Program!.Evaluate(_activation, ref _budget);
        return value.AsError is { Reason: not CelErrorReason.Budget } error
            ? CelValue.Error($"expression '{expression.Program.Expression}' resulted in error: {error.Message}")
            : value;
    }

    private CelValue Variable(PolicyExpression variable, string name)
    {
        if (variable.Program is not { } program)
        {
            return CelValue.Error($"composited variable \"{name}\" fails to compile: {variable.Error}");
        }

        var value = program.Evaluate(_activation, ref _budget);
        return value.AsError is { } error ? CelValue.Error($"composited variable \"{name}\" fails to evaluate: {error.Message}") : value;
    }

    private sealed class LazyVariables(PolicyEvaluation evaluation) : CelMap
    {
        private readonly CelValue[] _values = new CelValue[evaluation._variables.Names.Length];

        public override int Count => _values.Length;

        public override CelType ObjectType => evaluation._variables.Type.Type;

        public override CelValue Find(CelValue key) => key.AsString is { } name ? Find(name) : default;

        public override CelValue Find(string key)
        {
            var at = Array.IndexOf(evaluation._variables.Names, key);
            if (at < 0)
            {
                return default;
            }

            if (_values[at].IsUnset)
            {
                _values[at] = evaluation.Variable(evaluation._variables.Programs[at], key);
            }

            return _values[at];
        }

        public override CelValue KeyAt(int index) => evaluation._variables.Names[index];
    }
}
