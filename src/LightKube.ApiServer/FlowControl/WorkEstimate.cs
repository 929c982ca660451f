namespace LightKube.ApiServer.FlowControl;

/// <summary>What a request takes of its level.</summary>
/// <param name="Seats">While it is served, and after that for as long as <paramref name="After"/> says.</param>
/// <param name="After">How long the server is busy for it when it has been answered.</param>
public readonly record struct WorkEstimate(int Seats, TimeSpan After = default)
{
    /// <summary>Of a request for one object.</summary>
    public static WorkEstimate One { get; } = new(1);
}
