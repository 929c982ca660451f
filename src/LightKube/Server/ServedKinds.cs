using LightKube.Api.Schemas;
using LightKube.ApiServer.Hosting;
using LightKube.Controllers.Kinds;

namespace LightKube.Server;

/// <summary>The kinds that this process's API server serves, for controllers that look after all of them.</summary>
internal sealed class ServedKinds(ApiServerComponent api) : IKindSource
{
    // Kinds that only answer questions have no objects to look after.
    public IReadOnlyList<KindSchema> Kinds => api.Kinds;

    public event Action? Changed
    {
        add => api.KindsChanged += value;
        remove => api.KindsChanged -= value;
    }
}
