using LightKube.Api.FlowControl.V1;

namespace LightKube.ApiServer.FlowControl;

/// <summary>What a PriorityLevelConfiguration says, read once.</summary>
/// <param name="Exempt">Its requests never wait.</param>
/// <param name="Shares">Its part of the server's seats.</param>
/// <param name="LendablePercent">What others may use of it.</param>
/// <param name="BorrowingLimitPercent">What it may use of others; null for all.</param>
/// <param name="Queues">0: who finds no seat is refused.</param>
/// <param name="HandSize">The queues that one flow may use.</param>
/// <param name="QueueLength">The requests that wait in one queue.</param>
internal sealed record LevelRules(bool Exempt, int Shares, int LendablePercent, int? BorrowingLimitPercent, int Queues, int HandSize, int QueueLength)
{
    private const int DefaultShares = 30;

    public static LevelRules Of(PriorityLevelConfiguration level)
    {
        var spec = level.Spec;
        if (spec.Type == "Exempt")
        {
            return new LevelRules(true, spec.Exempt.NominalConcurrencyShares ?? 0, spec.Exempt.LendablePercent ?? 0, null, 0, 0, 0);
        }

        var limited = spec.Limited;
        var queuing = limited.LimitResponse.Queuing;
        var queues = limited.LimitResponse.Type == "Queue" ? Math.Max(1, queuing.Queues) : 0;
        return new LevelRules(
            false, limited.NominalConcurrencyShares ?? DefaultShares, limited.LendablePercent ?? 0, limited.BorrowingLimitPercent,
            queues, Math.Clamp(queuing.HandSize, 1, Math.Max(1, queues)), Math.Max(1, queuing.QueueLengthLimit));
    }
}
