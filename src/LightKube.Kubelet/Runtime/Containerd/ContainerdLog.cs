using LightKube.Foundation.Processes;
using Microsoft.Extensions.Logging;

namespace LightKube.Kubelet.Runtime.Containerd;

/// <summary>
/// Reads the lines that containerd writes: <c>time="…" level=info msg="…" id=4f2a</c>. What containerd calls info is of interest to whoever looks
/// for a fault of it, and so is our debug.
/// </summary>
internal static class ContainerdLog
{
    /// <summary>The line's message and values at its level; a line of another form, such as of a panic, as it is.</summary>
    internal static ProcessLine Read(string line)
    {
        var (level, message) = ("", "");
        var values = new List<KeyValuePair<string, object?>>();
        for (var pairs = new LogfmtReader(line); pairs.Next(out var key, out var value);)
        {
            switch (key)
            {
                case "time": // Our own log has it.
                    break;
                case "level":
                    level = value;
                    break;
                case "msg":
                    message = value;
                    break;
                default:
                    values.Add(new(key, value));
                    break;
            }
        }
        return message.Length > 0 && LevelOf(level) is { } known ? new ProcessLine(known, message, values) : ProcessLine.Plain(line);
    }

    private static LogLevel? LevelOf(string level) => level switch
    {
        "trace" or "debug" => LogLevel.Trace,
        "info" => LogLevel.Debug,
        "warning" => LogLevel.Warning,
        "error" => LogLevel.Error,
        "fatal" or "panic" => LogLevel.Critical,
        _ => null,
    };
}
