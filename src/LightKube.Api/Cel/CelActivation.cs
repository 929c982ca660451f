using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel;

/// <summary>The values of an environment's variables. May be used for many evaluations, by one thread at a time.</summary>
/// <param name="variables">How many; as <see cref="CelEnvironment.VariableCount"/>.</param>
public sealed class CelActivation(int variables)
{
    private readonly CelValue[] _values = new CelValue[variables];

    internal static CelActivation None { get; } = new(0);

    /// <summary>Sets the variable of that place.</summary>
    public void Set(int slot, CelValue value) => _values[slot] = value;

    internal CelValue Get(int slot) => slot < _values.Length ? _values[slot] : default;
}
