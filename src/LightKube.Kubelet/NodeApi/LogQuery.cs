using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace LightKube.Kubelet.NodeApi;

/// <summary>What a caller wants of a log.</summary>
internal sealed record LogQuery
{
    internal bool Follow { get; init; }
    internal bool Previous { get; init; }
    internal bool Timestamps { get; init; }
    internal DateTimeOffset? Since { get; init; }
    internal long? TailLines { get; init; }
    internal long? LimitBytes { get; init; }

    /// <summary><c>Stdout</c>, <c>Stderr</c>; anything else is both.</summary>
    internal string Stream { get; init; } = "All";

    /// <exception cref="NodeApiException">A value cannot be read.</exception>
    internal static LogQuery Parse(IQueryCollection query, DateTimeOffset now) => new()
    {
        Follow = Flag(query, "follow"),
        Previous = Flag(query, "previous"),
        Timestamps = Flag(query, "timestamps"),
        TailLines = Number(query, "tailLines"),
        LimitBytes = Number(query, "limitBytes"),
        Since = Number(query, "sinceSeconds") is { } seconds ? now.AddSeconds(-seconds) : Time(query, "sinceTime"),
        Stream = query["stream"].ToString() is { Length: > 0 } stream ? stream : "All",
    };

    private static bool Flag(IQueryCollection query, string name) => query[name].ToString() is "true" or "1";

    private static long? Number(IQueryCollection query, string name)
    {
        var text = query[name].ToString();
        if (text.Length == 0 || (name == "tailLines" && text == "all"))
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new NodeApiException(StatusCodes.Status400BadRequest, $"{name}: '{text}' is no number");
    }

    private static DateTimeOffset? Time(IQueryCollection query, string name)
    {
        var text = query[name].ToString();
        if (text.Length == 0)
            return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new NodeApiException(StatusCodes.Status400BadRequest, $"{name}: '{text}' is no RFC 3339 time");
    }
}
