using NUnit.Framework.Constraints;

namespace LightKube.EndToEnd.Rig;

/// <summary>Asserts what becomes true by and by, for facts that no command can wait for.</summary>
internal static class Eventually
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Looks until the constraint holds. When it does not in time, the last value is in the message.</summary>
    internal static async Task ThatAsync<T>(Func<Task<T>> actual, IResolveConstraint expression, string what)
    {
        var constraint = expression.Resolve();
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var value = await actual();
            if (constraint.ApplyTo(value).IsSuccess)
                return;
            if (TimeProvider.System.GetElapsedTime(start) > RunningCommand.Patience)
                Assert.That(value, expression, $"{what}, after {RunningCommand.Patience}");
            await Task.Delay(LookInterval, TimeProvider.System);
        }
    }
}
