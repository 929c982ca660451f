using System.Collections.Concurrent;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Tokens;

namespace LightKube.ApiServer.Admission.Webhooks;

/// <summary>Makes the <c>AdmissionReview</c> that a webhook is sent.</summary>
internal static class AdmissionReviews
{
    public const string Group = "admission.k8s.io";

    public static readonly IReadOnlyList<string> Versions = ["v1", "v1beta1"];

    private static readonly ConcurrentDictionary<string, KindSchema> SubresourceKinds = new(StringComparer.Ordinal);

    /// <param name="request">What is judged.</param>
    /// <param name="invocation">For which webhook, and as which resource.</param>
    /// <param name="uid">Names the call.</param>
    /// <param name="next">The new object in the version that the webhook wants; null for none.</param>
    /// <param name="old">The stored object likewise.</param>
    public static DocMap Of(AdmissionRequest request, WebhookInvocation invocation, string uid, DocMap? next, DocMap? old)
    {
        var kind = KindOf(request);
        var body = new DocMap(18);
        body.Set("uid", uid);
        body.Set("kind", KindReferences.GroupVersionKind(invocation.As is { } other && ReferenceEquals(kind, request.Kind) ? other.Schema : kind));
        body.Set("resource", KindReferences.GroupVersionResource(invocation.As?.Schema ?? request.Kind));
        SetIfAny(body, "subResource", request.Subresource);
        body.Set("requestKind", KindReferences.GroupVersionKind(kind));
        body.Set("requestResource", KindReferences.GroupVersionResource(request.Kind));
        SetIfAny(body, "requestSubResource", request.Subresource);
        SetIfAny(body, "name", request.Name);
        SetIfAny(body, "namespace", KindReferences.NamespaceOf(request));
        body.Set("operation", OperationNames.Of(request.Verb));
        body.Set("userInfo", UserDocument.Of(request.User));
        body.Set("object", next);
        body.Set("oldObject", old);
        body.Set("dryRun", request.DryRun);
        body.Set("options", OperationOptions.Of(request));
        var review = new DocMap(4);
        review.Set("kind", "AdmissionReview");
        review.Set("apiVersion", $"{Group}/{invocation.Webhook.ReviewVersion}");
        review.Set("request", body);
        return review;
    }

    /// <summary>The kind of the objects that the request is about: for some subresources not that of the resource.</summary>
    public static KindSchema KindOf(AdmissionRequest request)
    {
        if ((request.Object ?? request.Old)?.Schema is { } schema)
        {
            return schema;
        }

        return request.Subresource.Length > 0 && request.Kind.Subresource(request.Subresource) is { } subresource ? OfSubresource(subresource, request.Kind) : request.Kind;
    }

    /// <summary>The kind that a subresource takes: the resource's own, or one such as Scale.</summary>
    public static KindSchema OfSubresource(SubresourceSchema subresource, KindSchema parent) =>
        subresource.Kind.EndsWith("." + parent.Kind, StringComparison.Ordinal) ? parent : SubresourceKinds.GetOrAdd(subresource.Kind, BuiltIn.SubresourceKind);

    private static void SetIfAny(DocMap map, string key, string text)
    {
        if (text.Length > 0)
        {
            map.Set(key, text);
        }
    }
}
