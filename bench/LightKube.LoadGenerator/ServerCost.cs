using System.Globalization;

namespace LightKube.LoadGenerator;

/// <summary>What the server's own <c>/metrics</c> say of its memory and processor time.</summary>
/// <param name="Allocated">Bytes allocated since the start.</param>
/// <param name="Resident">Bytes resident now.</param>
/// <param name="Processor">Seconds of processor time, user and system, since the start.</param>
internal readonly record struct ServerCost(double Allocated, double Resident, double Processor)
{
    /// <summary>Asks the server; null when it does not tell, as a server that is not ours.</summary>
    public static async Task<ServerCost?> ReadAsync(ApiConnection api)
    {
        var text = await api.ReadAsync("/metrics");
        return Sample(text, "dotnet_total_allocated_bytes") is { } allocated && Sample(text, "process_resident_memory_bytes") is { } resident
               && Sample(text, "process_cpu_seconds_total") is { } processor
            ? new ServerCost(allocated, resident, processor)
            : null;
    }

    private static double? Sample(string text, string name)
    {
        var at = text.IndexOf($"\n{name} ", StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var from = at + name.Length + 2;
        return double.Parse(text.AsSpan(from, text.IndexOf('\n', from) - from), CultureInfo.InvariantCulture);
    }
}
