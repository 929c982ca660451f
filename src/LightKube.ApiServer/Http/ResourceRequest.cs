using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Protobuf;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Admission;
using LightKube.ApiServer.Audit;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Registry;
using Microsoft.AspNetCore.Http;

namespace LightKube.ApiServer.Http;

/// <summary>An authorized request for a resource that is served.</summary>
public sealed class ResourceRequest(HttpContext http, RequestInfo info, ServedResource resource, UserInfo user) : IOperationOptions
{
    public HttpContext Http { get; } = http;

    public RequestInfo Info { get; } = info;

    public ServedResource Resource { get; } = resource;

    public UserInfo User { get; } = user;

    public RequestOptions Options { get; } = new(http.Request.Query);

    /// <exception cref="ApiException">NotAcceptable.</exception>
    public ResponseFormat Format => _format ??= Negotiation.Choose(Http.Request.Headers.Accept, Offer());

    private ResponseFormat? _format;

    public CancellationToken Cancel => Http.RequestAborted;

    private ResponseOffer Offer()
    {
        var type = Info.Subresource.Length > 0 && Resource.Schema.Subresource(Info.Subresource) is { } subresource
            ? BuiltIn.Types.GetValueOrDefault(subresource.Kind) ?? Resource.Schema.Type
            : Resource.Schema.Type;
        return new ResponseOffer(ProtobufDocumentWriter.CanWrite(type), Projections: true, Stream: Info.Verb == "watch");
    }

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
        Options = this,
        AuditAnnotations = Auditor.Of(Http)?.Notes,
        FieldManager = Options.FieldManager is { Length: > 0 } manager ? manager : FieldManagers.OfUserAgent(Http.Request.Headers.UserAgent.ToString()),
        IsApply = Info.Verb == "patch" && MediaTypes.IsApply(Http.Request.ContentType),
        Cancel = Cancel,
    };

    bool IOperationOptions.IsPatch => Info.Verb == "patch";

    DocMap IOperationOptions.ToDocument() => Options.ToDocument();
}
