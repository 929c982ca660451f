using LightKube.Api.Documents;
using LightKube.Api.Networking.V1;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>Ingresses.</summary>
public sealed class IngressStrategy() : DefaultStrategy(Ingress.Schema)
{
    protected override void OnCreate(Document document) => document.Root.GetOrAddMap("status").Set("loadBalancer", new DocMap());
}
