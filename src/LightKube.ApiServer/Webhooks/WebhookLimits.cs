namespace LightKube.ApiServer.Webhooks;

/// <summary>Bounds of calls to webhooks.</summary>
public static class WebhookLimits
{
    /// <summary>A larger answer is an error.</summary>
    public const int MaxAnswerBytes = 3 * 1024 * 1024;

    /// <summary>Of an answer that is an error, this much text is passed on; upstream's bound.</summary>
    public const int MaxErrorText = 2048;

    /// <summary>Connections to one webhook. Calls beyond wait for one; a webhook that is slow must not take all of the server's files.</summary>
    public const int MaxConnections = 256;

    /// <summary>How long a connection may take to be made; the call's own time may end before.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(30);

    /// <summary>An idle connection is closed after that.</summary>
    public static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(30);

    /// <summary>A connection is used no longer, so that new endpoints of a Service get their share.</summary>
    public static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>The connections of an endpoint that nobody called for so long are forgotten. Longer than any call takes.</summary>
    public static readonly TimeSpan ForgetAfter = TimeSpan.FromMinutes(10);
}
