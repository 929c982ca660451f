namespace LightKube.Api.Cel;

/// <summary>What expressions may cost and how large they may be; Kubernetes' numbers. A unit of cost is about 50 ns.</summary>
public static class CelLimits
{
    /// <summary>Of one evaluation.</summary>
    public const ulong PerCall = 1_000_000;

    /// <summary>Of all evaluations for one object by one custom resource's rules or one policy binding.</summary>
    public const long Budget = 10_000_000;

    /// <summary>Of all match conditions of one webhook or policy for one object.</summary>
    public const long MatchConditionsBudget = 2_500_000;

    /// <summary>The estimated cost of one validation rule of a custom resource.</summary>
    public const ulong StaticPerExpression = 10_000_000;

    /// <summary>The estimated cost of all validation rules of a custom resource together.</summary>
    public const ulong StaticPerCustomResource = 100_000_000;

    /// <summary>The result of a messageExpression, in bytes.</summary>
    public const int MessageBytes = 5 * 1024;

    /// <summary>The code points of an expression.</summary>
    public const int ExpressionSize = 100_000;

    /// <summary>The parts of an expression that its macros repeat. Not Kubernetes', which has no such bound and so no bound at all.</summary>
    public const int CopiedNodes = 100_000;

    /// <summary>How deeply an expression nests.</summary>
    public const int Depth = 250;
}
