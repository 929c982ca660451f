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

    /// <param name="view">What is judged, as the webhook named it.</param>
    /// <param name="version">Of the review.</param>
    /// <param name="uid">Names the call.</param>
    public static DocMap Of(RequestView view, string version, string uid)
    {
        var request = view.Request;
        var body = new DocMap(18);
        body.Set("uid", uid);
        body.Set("kind", KindReferences.GroupVersionKind(view.Kind));
        body.Set("resource", KindReferences.GroupVersionResource(view.Resource));
        SetIfAny(body, "subResource", request.Subresource);
        body.Set("requestKind", KindReferences.GroupVersionKind(request.ObjectKind));
        body.Set("requestResource", KindReferences.GroupVersionResource(request.Kind));
        SetIfAny(body, "requestSubResource", request.Subresource);
        SetIfAny(body, "name", request.Name);
        SetIfAny(body, "namespace", KindReferences.NamespaceOf(request));
        body.Set("operation", OperationNames.Of(request.Verb));
        body.Set("userInfo", UserDocument.Of(request.User));
        body.Set("object", view.Object);
        body.Set("oldObject", view.Old);
        body.Set("dryRun", request.DryRun);
        body.Set("options", OperationOptions.Of(request));
        var review = new DocMap(4);
        review.Set("kind", "AdmissionReview");
        review.Set("apiVersion", $"{Group}/{version}");
        review.Set("request", body);
        return review;
    }

    private static void SetIfAny(DocMap map, string key, string text)
    {
        if (text.Length > 0)
        {
            map.Set(key, text);
        }
    }
}
