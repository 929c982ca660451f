namespace LightKube.Foundation.Grpc;

/// <summary>Where a gRPC server listens: a Unix socket, or a TCP host and port with or without TLS.</summary>
public sealed record GrpcEndpoint
{
    private GrpcEndpoint(string? socketPath, Uri address) => (SocketPath, Address) = (socketPath, address);

    /// <summary>Null when the endpoint is TCP.</summary>
    public string? SocketPath { get; }

    /// <summary>The base of request URIs; its host is <c>localhost</c> for a Unix socket, as servers expect.</summary>
    public Uri Address { get; }

    public static GrpcEndpoint UnixSocket(string path) => new(path, new Uri("http://localhost"));

    public static GrpcEndpoint Tcp(string host, int port, bool tls = false) =>
        new(null, new UriBuilder(tls ? "https" : "http", host, port).Uri);

    /// <summary>Reads <c>unix:///path</c>, a bare absolute path, <c>tcp://host:port</c>, <c>http://…</c> or <c>https://…</c>.</summary>
    /// <exception cref="FormatException">The text is none of these.</exception>
    public static GrpcEndpoint Parse(string text)
    {
        if (text.StartsWith("unix://", StringComparison.Ordinal))
            return UnixSocket(text["unix://".Length..]);
        if (text.StartsWith('/'))
            return UnixSocket(text);
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "tcp" or "http" or "https", Port: > 0 })
            return Tcp(uri.Host, uri.Port, uri.Scheme == "https");
        throw new FormatException($"'{text}' is no gRPC endpoint: use unix:///path/to.sock, tcp://host:port or https://host:port.");
    }

    public override string ToString() => SocketPath is null ? Address.GetLeftPart(UriPartial.Authority) : "unix://" + SocketPath;
}
