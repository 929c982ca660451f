using LightKube.Configuration;
using LightKube.Foundation.Components;
using Microsoft.Extensions.Logging;

namespace LightKube.Server;

/// <summary>What the composition of a server is made from. Only the composition sees it; a component gets what it needs and no more.</summary>
internal sealed record ServerContext(
    ServerOptions Options,
    DataDirectory Directory,
    ClusterIdentities Identities,
    FatalErrors FatalErrors,
    HostReadiness Readiness,
    TimeProvider Time,
    ILoggerFactory Loggers);
