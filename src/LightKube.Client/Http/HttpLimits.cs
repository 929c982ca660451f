namespace LightKube.Client.Http;

/// <summary>The named limits of the client over HTTPS.</summary>
public static class HttpLimits
{
    /// <summary>For the answer to one request; the server gives itself a minute, and a list of thousands of objects takes seconds.</summary>
    public static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(70);

    /// <summary>For a connection: longer means that the server is down, and the caller backs off.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How often a connection with a watch on it is tested, and how long the answer may take: a dead server is noticed within 30 s.</summary>
    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>After this long a watch is to be ended by the server; a random half more, so that watches do not all come back at once.</summary>
    public static readonly TimeSpan WatchDuration = TimeSpan.FromMinutes(5);

    /// <summary>How long a token that was read from a file is used: kubelets renew them minutes before they end.</summary>
    public static readonly TimeSpan TokenFileAge = TimeSpan.FromMinutes(1);

    /// <summary>The largest answer that is read: a list of all objects of a kind in a large cluster.</summary>
    public const int LargestAnswer = 512 * 1024 * 1024;

    /// <summary>The largest line of a watch: an object as large as the server takes, twice for escapes.</summary>
    public const int LargestEvent = 8 * 1024 * 1024;
}
