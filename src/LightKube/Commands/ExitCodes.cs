namespace LightKube.Commands;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCodes
{
    /// <summary>Done, or stopped as asked.</summary>
    internal const int Success = 0;

    /// <summary>It could not be done.</summary>
    internal const int Failure = 1;

    /// <summary>What was asked for cannot be understood.</summary>
    internal const int Usage = 2;
}
