namespace LightKube.Commands.Dev;

/// <summary>Waits for what another process brings about.</summary>
internal static class Eventually
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks until nothing hinders any more.</summary>
    /// <param name="hindrance">What is missing, or null.</param>
    /// <param name="within">How long it may take.</param>
    /// <param name="otherwise">The message when it takes longer; the last hindrance follows.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Ends the wait.</param>
    internal static async Task TrueAsync(
        Func<Task<string?>> hindrance, TimeSpan within, string otherwise, TimeProvider time, CancellationToken cancel)
    {
        var start = time.GetTimestamp();
        while (await hindrance() is { } missing)
        {
            if (time.GetElapsedTime(start) > within)
                throw new CommandFailedException($"{otherwise}. After {within.TotalSeconds} s, {missing}.");
            await Task.Delay(LookInterval, time, cancel);
        }
    }
}
