using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel.Evaluation;

/// <summary>One evaluation: its variables, the values of its loops, and what it has cost so far.</summary>
internal sealed class EvalContext(CelActivation activation, int locals, ulong limit)
{
    private readonly CelValue[] _locals = locals == 0 ? [] : new CelValue[locals];

    /// <summary>The evaluation costs too much. Nothing in the expression can absorb that, so that it unwinds.</summary>
    public sealed class CostLimitException : Exception;

    public CelActivation Activation { get; } = activation;

    public ulong Cost { get; private set; }

    public ref CelValue Local(int slot) => ref _locals[slot];

    public void Charge(ulong cost)
    {
        Cost += cost;
        if (Cost > limit)
        {
            throw new CostLimitException();
        }
    }

    /// <summary>Takes back what a part charged that does not count where it stands.</summary>
    public void Refund(ulong cost) => Cost -= cost;
}
