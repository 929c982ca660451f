using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Registry;
using Microsoft.AspNetCore.Http;

namespace LightKube.ApiServer.Http;

/// <summary>An authorized request for a resource that is served.</summary>
public sealed class ResourceRequest(HttpContext http, RequestInfo info, ServedResource resource, UserInfo user)
{
    public HttpContext Http { get; } = http;

    public RequestInfo Info { get; } = info;

    public ServedResource Resource { get; } = resource;

    public UserInfo User { get; } = user;

    public RequestOptions Options { get; } = new(http.Request.Query);

    public ResponseFormat Format { get; } = Negotiation.Choose(http.Request.Headers.Accept);

    public CancellationToken Cancel => Http.RequestAborted;

    /// <summary>The call as the registry wants it.</summary>
    /// <param name="dryRun">The body asks for a dry run; the query may ask as well.</param>
    public ApiCall ToCall(bool dryRun = false) => new()
    {
        User = User,
        Namespace = Resource.Schema.Namespaced ? Info.Namespace : "",
        Name = Info.Name,
        Subresource = Info.Subresource,
        DryRun = dryRun || Options.DryRun,
        FieldValidation = Options.FieldValidation,
        Cancel = Cancel,
    };
}
