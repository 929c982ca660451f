using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.Registry;

namespace LightKube.ApiServer.Handlers;

/// <summary>DELETE of one object.</summary>
public sealed class DeleteHandler(ApiContext context)
{
    // Kinds whose deletion answers with the object instead of a Status, as upstream's storages do (ReturnDeletedObject).
    private static readonly HashSet<string> AnsweredWithObject = ["pods", "podtemplates", "resourcequotas", "serviceaccounts", "persistentvolumes", "persistentvolumeclaims", "services"];

    public async Task HandleAsync(ResourceRequest request)
    {
        var options = await ReadOptionsAsync(request);
        var call = request.ToCall(options.DryRun);
        var result = await context.Deleter.DeleteAsync(request.Resource, call, options);
        ResponseWriter.AddWarnings(request.Http, call.Warnings);
        if (!result.Removed || AnsweredWithObject.Contains(request.Resource.Schema.GroupResource))
        {
            await ObjectResponse.WriteAsync(request, context, 200, result.Object);
            return;
        }

        await ResponseWriter.WriteAsync(request.Http, 200, StatusDocument.Deleted(request.Resource.Schema, request.Info.Name, result.Object.Document.Value.Uid), request.Format);
    }

    /// <summary>DeleteOptions from the body, or from the query when there is none.</summary>
    public static async Task<DeleteRequest> ReadOptionsAsync(ResourceRequest request)
    {
        var fromQuery = request.Options.Delete;
        return await BodyReader.ReadAsync(request.Http, body =>
        {
            if (body.IsEmpty)
            {
                return fromQuery;
            }

            var map = DocumentDecoder.Read(body, request.Http.Request.ContentType).AsMap
                ?? throw ApiException.BadRequest("the body of a deletion must be DeleteOptions");
            var fromBody = DeleteRequest.From(map);
            return fromBody with
            {
                DryRun = fromBody.DryRun || fromQuery.DryRun,
                GracePeriodSeconds = fromBody.GracePeriodSeconds ?? fromQuery.GracePeriodSeconds,
                PropagationPolicy = fromBody.PropagationPolicy ?? fromQuery.PropagationPolicy,
            };
        });
    }
}
