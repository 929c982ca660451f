using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Webhooks;

namespace LightKube.ApiServer.Admission.Images;

/// <summary>Asks a webhook, by an ImageReview of imagepolicy.k8s.io/v1alpha1, whether a pod may run its images. Answers count for a while.</summary>
internal sealed class ImagePolicyWebhook(WebhookClient client, ImagePolicyConfiguration configuration, TimeProvider time) : IAdmissionPlugin
{
    private const string AuditPrefix = "imagepolicywebhook.image-policy.k8s.io/";
    private const string AnnotationPart = ".image-policy.k8s.io/";

    /// <summary>Answers remembered a generation.</summary>
    private const int CacheCapacity = 1024;

    private const int Tries = 5;
    private const double DelayGrowth = 1.5;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly GenerationCache<CredentialHash, Known> _known = new(CacheCapacity);

    private sealed record Known(DocMap Status, long At);

    public string Name => "ImagePolicyWebhook";

    public bool Handles(AdmissionRequest request) =>
        request.Verb is AdmissionVerb.Create or AdmissionVerb.Update && ReferenceEquals(request.Kind, Pod.Schema)
        && request.Subresource is "" or "ephemeralcontainers" && request.Object is not null;

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var question = Question(request);
        var key = CredentialHash.Of(JsonDocumentWriter.ToBytes(question));
        if (!_known.TryGet(key, out var known) || time.GetElapsedTime(known.At) >= (IsAllowed(known.Status) ? configuration.AllowedLife : configuration.DeniedLife))
        {
            if (await AskAsync(request, question, cancel).ConfigureAwait(false) is not { } status)
            {
                return;
            }

            _known.Set(key, known = new Known(status, time.GetTimestamp()));
        }

        Judge(request, known.Status);
    }

    private static bool IsAllowed(DocMap status) => status["allowed"].AsBool == true;

    private static void Judge(AdmissionRequest request, DocMap status)
    {
        foreach (ref readonly var note in (status.GetMap("auditAnnotations") ?? new DocMap()).Entries)
        {
            request.Annotate(AuditPrefix + note.Key, note.Value.AsString ?? "");
        }

        if (!IsAllowed(status))
        {
            throw request.Forbid(status.GetString("reason") is { Length: > 0 } reason
                ? $"image policy webhook backend denied one or more images: {reason}"
                : "one or more images rejected by webhook backend");
        }
    }

    /// <returns>The answer; null when there is none and images are allowed then.</returns>
    private async Task<DocMap?> AskAsync(AdmissionRequest request, DocMap question, CancellationToken cancel)
    {
        var delay = configuration.RetryDelay;
        for (var tries = 1; ; tries++)
        {
            try
            {
                return (await client.PostAsync(configuration.Endpoint, question, Timeout, cancel).ConfigureAwait(false)).GetMap("status") ?? new DocMap();
            }
            catch (WebhookException) when (tries < Tries && delay > TimeSpan.Zero)
            {
                await Task.Delay(delay, time, cancel).ConfigureAwait(false);
                delay *= DelayGrowth;
            }
            catch (WebhookException) when (configuration.AllowsOnFailure)
            {
                request.Annotate(AuditPrefix + "failed-open", "true");
                return null;
            }
            catch (WebhookException e)
            {
                throw request.Forbid(e.Message);
            }
        }
    }

    private static DocMap Question(AdmissionRequest request)
    {
        var pod = request.Object!.As<Pod>();
        IEnumerable<string> images = request.Subresource.Length == 0
            ? pod.Spec.Containers.Concat(pod.Spec.InitContainers).Select(static container => container.Image)
            : pod.Spec.EphemeralContainers.Select(static container => container.Image);
        var review = new DocMap();
        review.Set("kind", "ImageReview");
        review.Set("apiVersion", "imagepolicy.k8s.io/v1alpha1");
        review.GetOrAddMap("metadata").Set("creationTimestamp", Value.Null);
        var spec = review.GetOrAddMap("spec");
        var containers = new DocList();
        foreach (var image in images)
        {
            var container = new DocMap(1);
            container.Set("image", image);
            containers.Add(container);
        }

        spec.Set("containers", containers);
        foreach (var (name, value) in pod.Metadata.Annotations)
        {
            if (name.Contains(AnnotationPart, StringComparison.Ordinal))
            {
                spec.GetOrAddMap("annotations").Set(name, value);
            }
        }

        spec.Set("namespace", request.Namespace);
        review.GetOrAddMap("status").Set("allowed", false);
        return review;
    }
}
