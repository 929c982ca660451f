using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.Registry;

namespace LightKube.ApiServer.Handlers;

/// <summary>
/// DELETE of a collection: each object as if deleted by itself; one that is gone meanwhile is no error. As upstream's, the answer is the list of
/// objects as they were found.
/// </summary>
public sealed class DeleteCollectionHandler(ApiContext context, ListHandler lists)
{
    public async Task HandleAsync(ResourceRequest request)
    {
        var deletion = await DeleteHandler.ReadOptionsAsync(request);
        var options = request.Options;
        var selection = Selection.Parse(request.Resource, request.Info.Namespace, options.LabelSelector, options.FieldSelector);
        var page = await context.Lister.ListAsync(
            request.Resource.Cache, new ListRequest(selection, options.ResourceVersion, options.ResourceVersionMatch, options.Limit, options.Continue, options.SendInitialEvents), request.Cancel);
        await request.Resource.PrepareAsync(page.Entries, request.Cancel);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = RegistryLimits.DeleteCollectionWorkers, CancellationToken = request.Cancel };
        await Parallel.ForEachAsync(page.Entries, parallel, async (entry, cancel) =>
        {
            var slash = entry.Key.IndexOf('/');
            var call = new ApiCall
            {
                User = request.User,
                Namespace = slash < 0 ? "" : entry.Key[..slash],
                Name = entry.Key[(slash + 1)..],
                DryRun = deletion.DryRun,
                Cancel = cancel,
            };
            try
            {
                await context.Deleter.DeleteAsync(request.Resource, call, deletion);
            }
            catch (ApiException e) when (e.IsNotFound)
            {
                // Somebody else was faster; the outcome is the one asked for.
            }
        });
        await lists.WriteAsync(request, page);
    }
}
