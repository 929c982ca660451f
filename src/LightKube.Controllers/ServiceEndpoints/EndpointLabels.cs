namespace LightKube.Controllers.ServiceEndpoints;

/// <summary>Labels and annotations of EndpointSlices and Endpoints.</summary>
internal static class EndpointLabels
{
    public const string ServiceName = "kubernetes.io/service-name";
    public const string ManagedBy = "endpointslice.kubernetes.io/managed-by";
    public const string Headless = "service.kubernetes.io/headless";
    public const string TriggerTime = "endpoints.kubernetes.io/last-change-trigger-time";
    public const string SliceController = "endpointslice-controller.k8s.io";
    public const string MirroringController = "endpointslicemirroring-controller.k8s.io";
    public const string SkipMirror = "endpointslice.kubernetes.io/skip-mirror";
    public const string EndpointsManagedBy = "endpoints.kubernetes.io/managed-by";
    public const string EndpointsController = "endpoint-controller";
    public const string OverCapacity = "endpoints.kubernetes.io/over-capacity";
    public const string Leader = "control-plane.alpha.kubernetes.io/leader";
}
