using LightKube.Api.Cel.Admission;
using LightKube.Api.Cel.Libraries;
using LightKube.Api.Cel.Types;
using LightKube.Api.Cel.Values;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Admission.Webhooks;
using LightKube.ApiServer.Authorization;
using LightKube.ApiServer.Tokens;

namespace LightKube.ApiServer.Admission.Policies;

/// <summary>What expressions look at in one request.</summary>
/// <param name="view">The write, as the policy named it.</param>
/// <param name="ns">Its namespace; null for none.</param>
/// <param name="authorizer">Whom expressions may ask.</param>
internal sealed class PolicyInput(RequestView view, Document? ns, IAuthorizer authorizer)
{
    private readonly AdmissionRequest _asked = view.Request;
    private readonly RequestAuthorizer _authorizer = new(authorizer, view.Request.User);
    private CelValue _request;

    /// <summary>The new object; null for a deletion.</summary>
    public CelValue Object => view.Object is { } root ? root : CelValue.Null;

    public CelValue OldObject => view.Old is { } root ? root : CelValue.Null;

    public CelValue NamespaceObject => ns is null || ReferenceEquals(_asked.Kind, Namespace.Schema)
        ? CelValue.Null
        : TypedValues.Read(ns.Root, AdmissionTypes.Namespace);

    public CelValue Request => _request.IsUnset ? _request = TypedValues.Read(Describe(), AdmissionTypes.Request) : _request;

    public CelValue Authorizer => AuthorizerLibrary.Authorizer(_authorizer);

    public CelValue RequestResource => AuthorizerLibrary.RequestResource(
        _authorizer, _asked.Kind.Group, _asked.Kind.Plural, _asked.Subresource, _asked.Namespace, _asked.Name);

    private DocMap Describe()
    {
        var body = new DocMap(13);
        body.Set("kind", KindReferences.GroupVersionKind(view.Kind));
        body.Set("resource", KindReferences.GroupVersionResource(view.Resource));
        body.Set("subResource", _asked.Subresource);
        body.Set("requestKind", KindReferences.GroupVersionKind(_asked.ObjectKind));
        body.Set("requestResource", KindReferences.GroupVersionResource(_asked.Kind));
        body.Set("requestSubResource", _asked.Subresource);
        body.Set("name", _asked.Name);
        body.Set("namespace", KindReferences.NamespaceOf(_asked));
        body.Set("operation", OperationNames.Of(_asked.Verb));
        body.Set("userInfo", UserDocument.Of(_asked.User));
        body.Set("dryRun", _asked.DryRun);
        body.Set("options", OperationOptions.Of(_asked));
        return body;
    }
}
