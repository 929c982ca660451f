using System.Text;
using LightKube.Testing.Time;

namespace LightKube.Foundation.Tests.Logging;

/// <summary>A stream whose first write waits until a test lets it through.</summary>
internal sealed class GatedStream : MemoryStream
{
    internal ManualResetEventSlim Entered { get; } = new();

    internal ManualResetEventSlim Gate { get; } = new();

    internal string[] Lines => Encoding.UTF8.GetString(ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public override void Write(byte[] buffer, int offset, int count)
    {
        Entered.Set();
        Gate.Wait(Deadline.Timeout);
        base.Write(buffer, offset, count);
    }

    protected override void Dispose(bool disposing)
    {
        Entered.Dispose();
        Gate.Dispose();
        base.Dispose(disposing);
    }
}
