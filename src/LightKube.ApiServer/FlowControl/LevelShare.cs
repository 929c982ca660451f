namespace LightKube.ApiServer.FlowControl;

/// <summary>The seats of a level: nominally, and within which bounds it lends and borrows.</summary>
/// <param name="Nominal">Its share of the server's.</param>
/// <param name="Least">What it never lends.</param>
/// <param name="Most">What it may have with all that it borrows.</param>
internal readonly record struct LevelShare(int Nominal, int Least, int Most)
{
    /// <param name="server">The server's seats.</param>
    /// <param name="shares">The level's part.</param>
    /// <param name="allShares">Of this sum.</param>
    /// <param name="lendablePercent">What of the nominal seats others may use.</param>
    /// <param name="borrowingLimitPercent">What it may use of others', in parts of its own; null for all there is.</param>
    public static LevelShare Of(int server, long shares, long allShares, int lendablePercent, int? borrowingLimitPercent)
    {
        var nominal = allShares == 0 ? 0 : (int)Math.Ceiling((double)server * shares / allShares);
        var lendable = Part(nominal, lendablePercent);
        var borrowable = borrowingLimitPercent is { } percent ? Part(nominal, percent) : server;
        return new LevelShare(nominal, nominal - lendable, nominal + borrowable);
    }

    private static int Part(int of, int percent) => (int)Math.Round(of * percent / 100.0, MidpointRounding.AwayFromZero);
}
