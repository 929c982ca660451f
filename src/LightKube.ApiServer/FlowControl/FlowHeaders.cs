using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace LightKube.ApiServer.FlowControl;

/// <summary>What every answer says of its request's flow, errors included.</summary>
internal readonly struct FlowHeaders(StringValues schemaUid, StringValues levelUid)
{
    private const string Schema = "X-Kubernetes-PF-FlowSchema-UID";
    private const string Level = "X-Kubernetes-PF-PriorityLevel-UID";

    public static FlowHeaders Of(HttpResponse response) => new(response.Headers[Schema], response.Headers[Level]);

    public void WriteTo(HttpResponse response)
    {
        if (schemaUid.Count > 0)
        {
            response.Headers[Schema] = schemaUid;
            response.Headers[Level] = levelUid;
        }
    }
}
