using LightKube.Api.Errors;
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
        _deleteCollection = new DeleteCollectionHandler(context);
    }

    public Task HandleAsync(HttpContext http, RequestInfo info, UserInfo user)
    {
        if (HttpMethods.IsHead(http.Request.Method) && info.Subresource != "proxy")
        {
            // As upstream. The headers of a watch would be the end of it for the client, and not for the server.
            throw ApiException.MethodNotAllowed("the server does not allow this method on the requested resource");
        }

        var resource = _context.Catalog.Find(info.Group, info.Version, info.Resource);
        if (resource is null)
        {
            return _createOnly.TryGetValue($"{info.Group}/{info.Version}/{info.Resource}", out var createOnly)
                ? createOnly.HandleAsync(http, info, user)
                : throw NotServed();
        }

        if (info.Namespace.Length > 0 && !resource.Schema.Namespaced && info.Resource != "namespaces")
        {
            throw NotServed();
        }

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
            throw ApiException.MethodNotAllowed("the server does not allow this method on the requested resource");
        }

        if (info.Verb == "create" && resource.Schema.Namespaced && info.Namespace.Length == 0)
        {
            throw ApiException.MethodNotAllowed("the server does not allow this method on the requested resource: a namespace is required on the URL");
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
        _ => throw ApiException.MethodNotAllowed("the server does not allow this method on the requested resource"),
    };

    private Task HandleSubresource(ResourceRequest request)
    {
        var name = request.Info.Subresource;
        if (request.Resource.Schema.Subresource(name) is not { } subresource)
        {
            throw NotServed();
        }

        var owner = request.Resource.Schema.Custom is null ? request.Resource.Schema.GroupResource : AnyCustom;
        if (_subresources.TryGetValue((owner, name), out var handler))
        {
            return handler.HandleAsync(request);
        }

        if (!subresource.Verbs.Contains(request.Info.Verb))
        {
            throw ApiException.MethodNotAllowed("the server does not allow this method on the requested resource");
        }

        return HandleVerb(request);
    }

    private static ApiException NotServed() => new(404, StatusReason.NotFound, "the server could not find the requested resource");
}
