namespace LightKube.Foundation.Components;

/// <summary>
/// The readiness of all components as a component may see it, for <c>/readyz</c>. Made before the components and their host, which is bound to
/// it then.
/// </summary>
public sealed class HostReadiness
{
    private static readonly ReadinessReport Starting = new([new ReadinessCheck("server", "is starting")]);

    private volatile ComponentHost? _host;

    /// <summary>Names the host whose components are meant.</summary>
    public void Bind(ComponentHost host) => _host = host;

    /// <summary>What the components say of themselves now.</summary>
    public ReadinessReport Check() => _host?.CheckReadiness() ?? Starting;
}
