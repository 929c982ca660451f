using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.ApiServer.Handlers;

/// <summary>The Status that says that all is well.</summary>
public static class StatusDocument
{
    /// <summary>For what a POST to a subresource did.</summary>
    public static DocMap Created()
    {
        var status = Success();
        status.Set("code", 201);
        return status;
    }

    /// <summary>For an object that is gone.</summary>
    public static DocMap Deleted(KindSchema kind, string name, string uid)
    {
        var status = Success();
        var details = status.GetOrAddMap("details");
        SetIfAny(details, "name", name);
        SetIfAny(details, "group", kind.Group);
        details.Set("kind", kind.Plural);
        SetIfAny(details, "uid", uid);
        return status;
    }

    private static DocMap Success()
    {
        var status = new DocMap();
        status.Set("kind", "Status");
        status.Set("apiVersion", "v1");
        status.Set("metadata", new DocMap());
        status.Set("status", "Success");
        return status;
    }

    private static void SetIfAny(DocMap map, string key, string value)
    {
        if (value.Length > 0)
        {
            map.Set(key, value);
        }
    }
}
