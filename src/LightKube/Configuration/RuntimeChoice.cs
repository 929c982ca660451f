using LightKube.Foundation.Grpc;

namespace LightKube.Configuration;

/// <summary>Which container runtime the node uses.</summary>
/// <param name="Endpoint">The one to use; null when none was named.</param>
/// <param name="UseRunning">Whether one that runs at its usual socket is taken before our own is started.</param>
internal sealed record RuntimeChoice(GrpcEndpoint? Endpoint, bool UseRunning)
{
    /// <summary>The word for our own runtime, whatever else runs.</summary>
    internal const string Own = "own";

    /// <summary>Reads an endpoint, <see cref="Own"/>, or nothing.</summary>
    /// <exception cref="FormatException">The text is none of these.</exception>
    internal static RuntimeChoice Parse(string text) => text switch
    {
        "" => new RuntimeChoice(null, UseRunning: true),
        Own => new RuntimeChoice(null, UseRunning: false),
        _ => new RuntimeChoice(GrpcEndpoint.Parse(text), UseRunning: false),
    };
}
