using LightKube.Api.Authorization.V1;
using LightKube.Api.Core.V1;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Admission;

/// <summary>Nothing is created in a namespace that does not exist or is going away; the namespaces that the cluster stands on stay.</summary>
public sealed class NamespaceLifecycle(IObjectReader objects) : IAdmissionPlugin
{
    private static readonly string[] Immortal = ["default", "kube-system", "kube-public"];

    public string Name => "NamespaceLifecycle";

    public bool Handles(AdmissionRequest request) => request.Verb switch
    {
        AdmissionVerb.Delete => request.IsFor(Namespace.Schema),
        AdmissionVerb.Create => request.Kind.Namespaced && !ReferenceEquals(request.Kind, LocalSubjectAccessReview.Schema),
        _ => false,
    };

    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        if (request.Verb == AdmissionVerb.Delete)
        {
            return Immortal.Contains(request.Name) ? throw request.Forbid("this namespace may not be deleted") : ValueTask.CompletedTask;
        }

        if (objects.Find(Namespace.Schema, new ObjectKey("", request.Namespace)) is not { } found)
        {
            throw ApiException.NotFound(Namespace.Schema, request.Namespace);
        }

        // A token or an eviction is asked for an object that exists; only new objects are content.
        var isGoing = found.Root.GetMap("metadata")!.Contains("deletionTimestamp") || found.Root.GetMap("status")?.GetString("phase") == "Terminating";
        if (isGoing && request.Subresource.Length == 0)
        {
            throw request.Forbid(
                $"unable to create new content in namespace {request.Namespace} because it is being terminated",
                new StatusCause("NamespaceTerminating", $"namespace {request.Namespace} is being terminated", "metadata.namespace"));
        }

        return ValueTask.CompletedTask;
    }
}
