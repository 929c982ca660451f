using System.Globalization;
using System.Text;
using LightKube.Kubelet.Logs;
using LightKube.Kubelet.Pods;

namespace LightKube.Kubelet.Containers;

/// <summary>What a container left to be said about its end: in its message file, or else at the end of its log.</summary>
internal static class TerminationMessage
{
    private const int MaxBytes = 4096;
    private const int MaxLogBytes = 2048;
    private const int MaxLogLines = 80;

    internal static string FileOf(PodPaths paths, string podUid, string container, int restartCount) =>
        Path.Combine(paths.Container(podUid, container), restartCount.ToString(CultureInfo.InvariantCulture));

    /// <param name="file">The message file; may be missing.</param>
    /// <param name="logFile">The container's log; may be missing.</param>
    /// <param name="fallBackToLog">The policy <c>FallbackToLogsOnError</c>, and the container failed.</param>
    internal static string Read(string file, string logFile, bool fallBackToLog)
    {
        var message = File.Exists(file) ? ReadFile(file) : "";
        return message.Length > 0 || !fallBackToLog ? message : ReadLog(logFile);
    }

    private static string ReadFile(string file)
    {
        Span<byte> bytes = stackalloc byte[MaxBytes];
        using var stream = File.OpenRead(file);
        return Encoding.UTF8.GetString(bytes[..stream.ReadAtLeast(bytes, MaxBytes, throwOnEndOfStream: false)]);
    }

    private static string ReadLog(string logFile)
    {
        if (!File.Exists(logFile))
            return "";
        var text = new StringBuilder();
        using var stream = File.OpenRead(logFile);
        stream.Position = LogTail.OffsetOfLastLines(stream, MaxLogLines);
        var bytes = new byte[stream.Length - stream.Position];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        foreach (var line in LogLine.ParseAll(bytes.AsMemory(0, length)))
            text.Append(Encoding.UTF8.GetString(line.Content.Span)).Append(line.IsPartial ? "" : "\n");
        return text.Length <= MaxLogBytes ? text.ToString() : text.ToString(text.Length - MaxLogBytes, MaxLogBytes);
    }
}
