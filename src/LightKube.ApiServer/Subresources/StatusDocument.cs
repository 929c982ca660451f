using LightKube.Api.Documents;

namespace LightKube.ApiServer.Subresources;

/// <summary>The Status that says that all is well.</summary>
public static class StatusDocument
{
    public static DocMap Success()
    {
        var status = new DocMap();
        status.Set("kind", "Status");
        status.Set("apiVersion", "v1");
        status.Set("metadata", new DocMap());
        status.Set("status", "Success");
        status.Set("code", 201);
        return status;
    }
}
