using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LightKube.Foundation.Logging;

/// <summary>How an event becomes a line.</summary>
public sealed class LogFormat
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(" \"=\n\r\t");

    private readonly Func<LogEvent, string> _write;

    private LogFormat(Func<LogEvent, string> write) => _write = write;

    /// <summary><c>time level area message key=value …</c>, for people.</summary>
    public static LogFormat Text { get; } = new(WriteText);

    /// <summary>One JSON object a line, for machines.</summary>
    public static LogFormat Json { get; } = new(WriteJson);

    /// <summary>The event as a line without its end.</summary>
    internal string Write(LogEvent logged) => _write(logged);

    private static string WriteText(LogEvent logged)
    {
        var line = new StringBuilder(160);
        line.Append(logged.Time.ToString(TimeFormat, CultureInfo.InvariantCulture));
        line.Append(CultureInfo.InvariantCulture, $" {logged.LevelName,-5} {logged.Area,-10} ");
        AppendOnOneLine(line, logged.Message);
        foreach (var (name, value) in logged.Fields())
        {
            line.Append(' ').Append(name).Append('=');
            AppendValue(line, value);
        }
        if (logged.Error is { } error)
        {
            line.Append(" error=");
            AppendValue(line, DescribeError(error));
        }
        return line.ToString();
    }

    private static string WriteJson(LogEvent logged)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("time", logged.Time.ToString(TimeFormat, CultureInfo.InvariantCulture));
            json.WriteString("level", logged.LevelName);
            json.WriteString("area", logged.Area);
            json.WriteString("message", logged.Message);
            foreach (var (name, value) in logged.Fields())
                json.WriteString(name, value);
            if (logged.Error is { } error)
                json.WriteString("error", DescribeError(error));
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>
    /// The type and message of the error; with the stack of one that nobody expected, since only that leads to its cause.
    /// </summary>
    private static string DescribeError(Exception error) => error switch
    {
        NullReferenceException or InvalidOperationException or ArgumentException or InvalidCastException or IndexOutOfRangeException
            or KeyNotFoundException or AggregateException => error.ToString(),
        { InnerException: { } inner } when !error.Message.Contains(inner.Message, StringComparison.Ordinal) =>
            $"{error.GetType().Name}: {error.Message} ({DescribeError(inner)})",
        _ => $"{error.GetType().Name}: {error.Message}",
    };

    private static void AppendValue(StringBuilder line, string value)
    {
        if (value.Length > 0 && !value.AsSpan().ContainsAny(NeedQuotes))
        {
            line.Append(value);
            return;
        }
        line.Append('"');
        AppendOnOneLine(line, value.Replace("\\", "\\\\").Replace("\"", "\\\""));
        line.Append('"');
    }

    private static void AppendOnOneLine(StringBuilder line, string text)
    {
        if (!text.AsSpan().ContainsAny('\n', '\r'))
            line.Append(text);
        else
            line.Append(text.TrimEnd().Replace("\r", "").Replace("\n", "\\n"));
    }
}
