namespace LightKube.Api.Cel.Values;

/// <summary>What went wrong.</summary>
public enum CelErrorReason : byte
{
    /// <summary>The expression has no value for this input: a missing key, a division by zero, a value of the wrong type.</summary>
    Evaluation,

    /// <summary>One evaluation cost more than <see cref="CelLimits.PerCall"/>.</summary>
    CostLimit,

    /// <summary>All evaluations together cost more than their budget.</summary>
    Budget,
}

/// <summary>An evaluation that failed. The message is cel-go's.</summary>
public sealed class CelError(string message, CelErrorReason reason = CelErrorReason.Evaluation) : CelReference
{
    internal static readonly CelError NoSuchOverload = new("no such overload");
    internal static readonly CelError DivideByZero = new("division by zero");
    internal static readonly CelError ModulusByZero = new("modulus by zero");
    internal static readonly CelError IntOverflow = new("integer overflow");
    internal static readonly CelError UintOverflow = new("unsigned integer overflow");
    internal static readonly CelError DurationOverflow = new("duration overflow");
    internal static readonly CelError TimestampOverflow = new("timestamp overflow");

    public string Message { get; } = message;

    public CelErrorReason Reason { get; } = reason;

    public override CelKind Kind => CelKind.Error;

    public override string ToString() => Message;
}
