namespace LightKube.Controllers.ServiceEndpoints;

/// <summary>The named limits of endpoints.</summary>
internal static class EndpointLimits
{
    /// <summary>Endpoints a slice; a changed slice goes to every node, and so must stay small.</summary>
    public const int PerSlice = 100;

    /// <summary>Addresses in an Endpoints object or mirrored from one; more would make single objects of megabytes.</summary>
    public const int PerEndpoints = 1000;
}
