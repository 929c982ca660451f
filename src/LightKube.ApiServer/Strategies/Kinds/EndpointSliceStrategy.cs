using LightKube.Api.Discovery.V1;
using LightKube.Api.Documents;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>EndpointSlices.</summary>
public sealed class EndpointSliceStrategy() : DefaultStrategy(EndpointSlice.Schema)
{
    public override void SetDefaults(Document document)
    {
        foreach (var port in document.As<EndpointSlice>().Ports)
        {
            port.Name ??= "";
            port.Protocol ??= "TCP";
        }
    }
}
