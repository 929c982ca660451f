using LightKube.Api.Schemas;
using LightKube.ApiServer.Admission.Policies;
using LightKube.ApiServer.Admission.Webhooks;
using LightKube.ApiServer.Authorization;
using LightKube.ApiServer.Objects;
using LightKube.ApiServer.Webhooks;
using LightKube.Client;

namespace LightKube.ApiServer.Admission;

/// <summary>What plug-ins need.</summary>
internal sealed record AdmissionDependencies
{
    public required IObjectReader Objects { get; init; }

    /// <summary>With the rights of the server itself; asked for when it is needed, as it writes through admission in turn.</summary>
    public required Func<IClient> Client { get; init; }

    /// <summary>All kinds that are served, asked for at each use: custom ones come and go.</summary>
    public required Func<IEnumerable<KindSchema>> Kinds { get; init; }

    /// <summary>The admission policies that are in force.</summary>
    public required PolicyParts Policies { get; init; }

    /// <summary>What the plug-ins that call webhooks share.</summary>
    public required WebhookParts Webhooks { get; init; }

    /// <summary>Calls webhooks that are configured in other ways.</summary>
    public required WebhookClient Calls { get; init; }

    public required IAuthorizer Authorizer { get; init; }

    public required RbacAuthorizer Rbac { get; init; }

    public required AdmissionOptions Options { get; init; }

    /// <summary>Hears what plug-ins do.</summary>
    public required AdmissionMetrics Metrics { get; init; }

    public required TimeProvider Time { get; init; }
}
