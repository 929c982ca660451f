using Microsoft.Extensions.Logging;

namespace LightKube.Kubelet.Runtime.Containerd;

/// <summary>Reads the level of a line that containerd writes: <c>time="…" level=warning msg="…"</c>.</summary>
internal static class ContainerdLog
{
    private const string LevelKey = "level=";

    internal static LogLevel LevelOf(string line)
    {
        var at = line.IndexOf(LevelKey, StringComparison.Ordinal);
        if (at < 0)
            return LogLevel.Information;
        var rest = line.AsSpan(at + LevelKey.Length);
        var end = rest.IndexOf(' ');
        return (end < 0 ? rest : rest[..end]) switch
        {
            "trace" or "debug" => LogLevel.Debug,
            "warning" => LogLevel.Warning,
            "error" => LogLevel.Error,
            "fatal" or "panic" => LogLevel.Critical,
            _ => LogLevel.Information,
        };
    }
}
