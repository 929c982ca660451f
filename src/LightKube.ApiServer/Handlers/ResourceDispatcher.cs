using LightKube.Api.Errors;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.Registry;
using Microsoft.AspNetCore.Http;

namespace LightKube.ApiServer.Handlers;

/// <summary>Serves a subresource with ways of its own, such as <c>pods/log</c>.</summary>
public interface ISubresourceHandler
{
    Task HandleAsync(ResourceRequest request);
}

/// <summary>Finds the resource that a request names and the verb's handler.</summary>
public sealed class ResourceDispatcher
{
    /// <summary>In the place of a resource: its subresources are those of every custom kind.</summary>
    public const string AnyCustom = "*";

    private readonly ApiContext _context;
    private readonly IReadOnlyDictionary<(string GroupResource, string Subresource), ISubresourceHandler> _subresources;
    private readonly IReadOnlyDictionary<string, CreateOnlyHandler> _createOnly;
    private readonly GetHandler _get;
    private readonly ListHandler _list;
    private readonly WatchHandler _watch;
    private readonly CreateHandler _create;
    private readonly UpdateHandler _update;
    private readonly PatchHandler _patch;
    private readonly DeleteHandler _delete;
    private readonly DeleteCollectionHandler _deleteCollection;

    public ResourceDispatcher(
        ApiContext context,
        IReadOnlyDictionary<(string GroupResource, string Subresource), ISubresourceHandler> subresources,
        IReadOnlyDictionary<string, CreateOnlyHandler> createOnly)
    {
        _context = context;
        _subresources = subresources;
        _createOnly = createOnly;
        _get = new GetHandler(context);
        _list = new ListHandler(context);
        _watch = new WatchHandler(context);
        _create = new CreateHandler(context);
        _update = new UpdateHandler(context);
        _patch = new PatchHandler(context);
        _delete = new DeleteHandler(context);
        _deleteCollection = new DeleteCollectionHandler(context, _list);
    }

    public Task HandleAsync(HttpContext http, RequestInfo info, UserInfo user)
    {
        if (HttpMethods.IsHead(http.Request.Method) && info.Subresource != "proxy")
        {
            // As upstream. The headers of a watch would be the end of it for the client, and not for the server.
            throw NotAllowed();
        }

        var resource = _context.Catalog.Find(info.Group, info.Version, info.Resource);
        if (resource is null)
        {
            return _createOnly.TryGetValue($"{info.Group}/{info.Version}/{info.Resource}", out var createOnly)
                ? createOnly.HandleAsync(http, info, user)
                : throw NotServed();
        }

        CheckPath(http, info, resource.Schema);
        if (resource.Schema.Custom?.DeprecationWarning is { } deprecation)
        {
            ResponseWriter.AddWarnings(http, [deprecation]);
        }

        if (info.Subresource.Length > 0)
        {
            return HandleSubresource(new ResourceRequest(http, info, resource, user));
        }

        if (!resource.Schema.Verbs.Contains(info.Verb))
        {
            throw NotAllowed();
        }

        return HandleVerb(new ResourceRequest(http, info, resource, user));
    }

    private Task HandleVerb(ResourceRequest request)
    {
        // A client that accepts no answer must hear so before anything is done.
        _ = request.Format;
        return HandleNegotiated(request);
    }

    private Task HandleNegotiated(ResourceRequest request) => request.Info.Verb switch
    {
        "get" => _get.HandleAsync(request),
        "list" => _list.HandleAsync(request),
        "watch" => _watch.HandleAsync(request),
        "create" => _create.HandleAsync(request),
        "update" => _update.HandleAsync(request),
        "patch" => _patch.HandleAsync(request),
        "delete" => _delete.HandleAsync(request),
        "deletecollection" => _deleteCollection.HandleAsync(request),
        _ => throw NotAllowed(),
    };

    private Task HandleSubresource(ResourceRequest request)
    {
        var name = request.Info.Subresource;
        if (request.Resource.Schema.Subresource(name) is not { } subresource)
        {
            throw NotServed();
        }

        if (!subresource.Verbs.Contains(request.Info.Verb) && name != "proxy")
        {
            throw NotAllowed();
        }

        var owner = request.Resource.Schema.Custom is null ? request.Resource.Schema.GroupResource : AnyCustom;
        return _subresources.TryGetValue((owner, name), out var handler) ? handler.HandleAsync(request) : HandleVerb(request);
    }

    /// <summary>
    /// Refuses paths that say more or less than those of the kind. Authorization went by the path: what it says that is not so must not pass, nor
    /// what it does not say be taken from elsewhere.
    /// </summary>
    private static void CheckPath(HttpContext http, RequestInfo info, KindSchema kind)
    {
        var isOfAll = kind.Namespaced && !info.IsInNamespace;
        if ((info.IsInNamespace && !kind.Namespaced)
            || (isOfAll && info.IsNamed)
            || (info.Rest.Length > 0 && info.Subresource != "proxy")
            || (info.Verb == "watch" && info.Subresource.Length > 0))
        {
            throw NotServed();
        }

        var isServed = info.Verb switch
        {
            _ when info.Subresource.Length > 0 => true,
            "watch" => HttpMethods.IsGet(http.Request.Method),
            "create" => !info.IsNamed && !isOfAll,
            "update" or "patch" => info.IsNamed,
            "deletecollection" => !isOfAll,
            _ => true,
        };
        if (!isServed)
        {
            throw NotAllowed();
        }
    }

    private static ApiException NotAllowed() => ApiException.MethodNotAllowed("the server does not allow this method on the requested resource");

    private static ApiException NotServed() => new(404, StatusReason.NotFound, "the server could not find the requested resource");
}
