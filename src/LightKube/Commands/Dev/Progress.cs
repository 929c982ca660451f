using System.Globalization;

namespace LightKube.Commands.Dev;

/// <summary>Shows the steps of a command and how long each took, a line each.</summary>
internal sealed class Progress(TextWriter output, TimeProvider time)
{
    private const int Width = 52;

    internal async Task<T> StepAsync<T>(string what, Func<Task<T>> step)
    {
        output.Write($"  {what} ".PadRight(Width, '.'));
        output.Flush();
        var start = time.GetTimestamp();
        try
        {
            var result = await step();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $" {time.GetElapsedTime(start).TotalSeconds:0.0} s"));
            return result;
        }
        catch
        {
            output.WriteLine(" failed");
            throw;
        }
    }

    internal Task StepAsync(string what, Func<Task> step) => StepAsync(what, async () =>
    {
        await step();
        return true;
    });

    internal Task StepAsync(string what, Action step) => StepAsync(what, () =>
    {
        step();
        return Task.FromResult(true);
    });
}
