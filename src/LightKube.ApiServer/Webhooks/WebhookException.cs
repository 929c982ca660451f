namespace LightKube.ApiServer.Webhooks;

/// <summary>A webhook could not be asked, or its answer was none. The message is in the words of a client written in Go, which users of Kubernetes know.</summary>
public sealed class WebhookException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The status that was answered, if it was not of the 200s; 0 when nothing was answered.</summary>
    public int StatusCode { get; init; }

    /// <summary>True when the connection broke off, or the answer says that it is to be asked for again.</summary>
    public bool IsTransient { get; init; }

    /// <summary>True when the answer did not come in time.</summary>
    public bool IsTimeout { get; init; }
}
