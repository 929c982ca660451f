using System.Net.Security;

namespace LightKube.Foundation.Grpc;

public sealed record GrpcChannelOptions
{
    /// <summary>How to authenticate both sides when the endpoint is https.</summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>Applied to unary calls that set none of their own; two minutes, as kubelets give a runtime.</summary>
    public TimeSpan DefaultDeadline { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>A longer message is an error of the server, not a reason to allocate; CRI servers send up to 16 MiB.</summary>
    public int MaxMessageBytes { get; init; } = 16 * 1024 * 1024;
}

/// <summary>What one call may set.</summary>
public readonly record struct GrpcCallOptions
{
    /// <summary>Null takes the channel's default for unary calls, and none for streams. <see cref="Timeout.InfiniteTimeSpan"/> is none.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>Metadata sent as request headers; names in lower case.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Headers { get; init; }
}
