using LightKube.Api.Cel.Admission;
using LightKube.Api.Cel.Libraries;
using LightKube.Api.Cel.Types;
using LightKube.Api.Cel.Values;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Authorization;
using LightKube.ApiServer.Tokens;

namespace LightKube.ApiServer.Admission.Policies;

/// <summary>What expressions look at in one request. Made when the first policy matches, and shared by all.</summary>
/// <param name="request">The write.</param>
/// <param name="ns">Its namespace; null for none.</param>
/// <param name="authorizer">Whom expressions may ask.</param>
/// <param name="current">The object as it is by now, where that is not the request's yet.</param>
internal sealed class PolicyInput(AdmissionRequest request, Document? ns, IAuthorizer authorizer, DocMap? current = null)
{
    private readonly RequestAuthorizer _authorizer = new(authorizer, request.User);
    private CelValue _request;

    /// <summary>The new object; null for a deletion.</summary>
    public CelValue Object => (current ?? request.Object?.Root) is { } root ? root : CelValue.Null;

    public CelValue OldObject => request.Old is { } document ? document.Root : CelValue.Null;

    public CelValue NamespaceObject => ns is null || ReferenceEquals(request.Kind, Namespace.Schema)
        ? CelValue.Null
        : TypedValues.Read(ns.Root, AdmissionTypes.Namespace);

    public CelValue Request => _request.IsUnset ? _request = TypedValues.Read(Describe(), AdmissionTypes.Request) : _request;

    public CelValue Authorizer => AuthorizerLibrary.Authorizer(_authorizer);

    public CelValue RequestResource => AuthorizerLibrary.RequestResource(
        _authorizer, request.Kind.Group, request.Kind.Plural, request.Subresource, request.Namespace, request.Name);

    private DocMap Describe()
    {
        var body = new DocMap(12);
        var kind = (request.Object ?? request.Old)?.Schema ?? request.Kind;
        body.Set("kind", KindReferences.GroupVersionKind(kind));
        body.Set("resource", KindReferences.GroupVersionResource(request.Kind));
        body.Set("subResource", request.Subresource);
        body.Set("requestKind", KindReferences.GroupVersionKind(kind));
        body.Set("requestResource", KindReferences.GroupVersionResource(request.Kind));
        body.Set("requestSubResource", request.Subresource);
        body.Set("name", request.Name);
        body.Set("namespace", KindReferences.NamespaceOf(request));
        body.Set("operation", PolicyRule.OperationOf(request.Verb));
        body.Set("userInfo", UserDocument.Of(request.User));
        body.Set("dryRun", request.DryRun);
        return body;
    }
}
