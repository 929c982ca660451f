using System.Globalization;

namespace LightKube.LoadGenerator;

/// <summary>What the server's own <c>/metrics</c> say of its memory.</summary>
/// <param name="Allocated">Bytes allocated since the start.</param>
/// <param name="Resident">Bytes resident now.</param>
internal readonly record struct ServerCost(double Allocated, double Resident)
{
    /// <summary>Asks the server; null when it does not tell, as a server that is not ours.</summary>
    public static async Task<ServerCost?> ReadAsync(ApiConnection api)
    {
        var text = await api.ReadAsync("/metrics");
        return Sample(text, "dotnet_total_allocated_bytes") is { } allocated && Sample(text, "process_resident_memory_bytes") is { } resident
            ? new ServerCost(allocated, resident)
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
