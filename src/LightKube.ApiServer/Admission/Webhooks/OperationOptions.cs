using LightKube.Api.Documents;

namespace LightKube.ApiServer.Admission.Webhooks;

/// <summary>The options of a request as reviews show them: CreateOptions, UpdateOptions, PatchOptions or DeleteOptions.</summary>
internal static class OperationOptions
{
    /// <returns>Null for a connection, which has none.</returns>
    public static DocMap? Of(AdmissionRequest request)
    {
        var kind = request.Verb switch
        {
            AdmissionVerb.Create => "CreateOptions",
            AdmissionVerb.Update => request.Options is { IsPatch: true } ? "PatchOptions" : "UpdateOptions",
            AdmissionVerb.Delete => "DeleteOptions",
            _ => null,
        };
        if (kind is null)
        {
            return null;
        }

        var options = new DocMap(6);
        options.Set("kind", kind);
        options.Set("apiVersion", "meta.k8s.io/v1");
        foreach (ref readonly var entry in (request.Options?.ToDocument() ?? new DocMap()).Entries)
        {
            options.Set(entry.Key, entry.Value);
        }

        if (request.DryRun)
        {
            options.Set("dryRun", DocList.Of(["All"]));
        }

        return options;
    }
}
