using LightKube.Api.Authentication.V1;
using LightKube.Api.Certificates.V1;
using LightKube.Api.Coordination.V1;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Resource.V1;
using LightKube.Api.Storage.V1;
using LightKube.Api.Views;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Authorization;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Admission;

/// <summary>What a node may write: its own Node, Lease and CSINode, the status of its pods, mirrors of its static pods, tokens for its pods.</summary>
public sealed class NodeRestriction(IObjectReader objects, IAuthorizer authorizer) : IAdmissionPlugin
{
    private const string LeaseNamespace = "kube-node-lease";
    private const string MirrorAnnotation = "kubernetes.io/config.mirror";

    private readonly NodeTokenAudiences _audiences = new(objects, authorizer);

    public string Name => "NodeRestriction";

    public bool Handles(AdmissionRequest request) => request.Verb != AdmissionVerb.Connect && UserNames.IsNode(request.User);

    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var node = UserNames.NodeName(request.User)
            ?? throw request.Forbid($"could not determine node from user \"{request.User.Name}\"");
        var kind = request.Kind;
        if (ReferenceEquals(kind, Pod.Schema))
        {
            CheckPod(request, node);
        }
        else if (ReferenceEquals(kind, Node.Schema))
        {
            NodeRestrictionOnNodes.Check(request, node);
        }
        else if (ReferenceEquals(kind, ServiceAccount.Schema) && request.Subresource == "token")
        {
            return CheckTokenAsync(request, node, cancel);
        }
        else if (ReferenceEquals(kind, CertificateSigningRequest.Schema) && request.Verb == AdmissionVerb.Create && request.Subresource.Length == 0)
        {
            CheckCertificate(request, node);
        }
        else if (ReferenceEquals(kind, PersistentVolumeClaim.Schema) && request.Subresource == "status")
        {
            CheckClaimStatus(request, node);
        }
        else if (ReferenceEquals(kind, Lease.Schema))
        {
            if (request.Namespace != LeaseNamespace)
            {
                throw request.Forbid($"can only access leases in the \"{LeaseNamespace}\" system namespace");
            }

            CheckOwnName(request, node, "can only access node lease with the same name as the requesting node");
        }
        else if (ReferenceEquals(kind, CSINode.Schema))
        {
            CheckOwnName(request, node, "can only access CSINode with the same name as the requesting node");
        }
        else if (ReferenceEquals(kind, ResourceSlice.Schema) && request.Object?.As<ResourceSlice>() is { } slice && slice.Spec.NodeName != node)
        {
            throw request.Forbid("can only create ResourceSlice with the same NodeName as the requesting node");
        }

        return ValueTask.CompletedTask;
    }

    private static void CheckOwnName(AdmissionRequest request, string node, string message)
    {
        var name = request.Object?.Name is { Length: > 0 } given ? given : request.Name;
        if (name != node)
        {
            throw request.Forbid(message);
        }
    }

    private void CheckPod(AdmissionRequest request, string node)
    {
        switch (request.Subresource, request.Verb)
        {
            case ("", AdmissionVerb.Create):
                CheckMirror(request, node, request.Object!.As<Pod>());
                break;
            case ("", AdmissionVerb.Delete):
                // A collection has no object here; its pods come one by one.
                if (request.Old is { } gone && gone.As<Pod>().Spec.NodeName != node)
                {
                    throw request.Forbid($"node \"{node}\" can only delete pods with spec.nodeName set to itself");
                }

                break;
            case ("status", AdmissionVerb.Update):
                CheckStatus(request, node);
                break;
            case ("eviction", AdmissionVerb.Create):
                if (objects.Find<Pod>(request.Namespace, request.Name) is { } pod && pod.Spec.NodeName != node)
                {
                    throw request.Forbid($"node {node} can only evict pods with spec.nodeName set to itself");
                }

                break;
            default:
                throw request.Forbid($"unexpected operation \"{request.Verb}\" on pods, node \"{node}\" can only create and delete mirror pods");
        }
    }

    private static void CheckStatus(AdmissionRequest request, string node)
    {
        var old = request.Old!.As<Pod>();
        if (old.Spec.NodeName != node)
        {
            throw request.Forbid($"node \"{node}\" can only update pod status for pods with spec.nodeName set to itself");
        }

        var labels = request.Object!.Labels;
        if ((labels?.Count ?? 0) != (request.Old!.Labels?.Count ?? 0) || (labels is not null && !labels.ContentEquals(request.Old.Labels!)))
        {
            throw request.Forbid($"node \"{node}\" cannot update labels through pod status");
        }

        if (!old.Status.Field("resourceClaimStatuses").Equals(request.Object.As<Pod>().Status.Field("resourceClaimStatuses")))
        {
            throw request.Forbid($"node \"{node}\" cannot update resource claim statuses");
        }
    }

    private static void CheckMirror(AdmissionRequest request, string node, Pod pod)
    {
        if (!pod.Metadata.Annotations.ContainsKey(MirrorAnnotation))
        {
            throw request.Forbid($"pod does not have \"{MirrorAnnotation}\" annotation, node \"{node}\" can only create mirror pods");
        }

        if (pod.Spec.NodeName != node)
        {
            throw request.Forbid($"node \"{node}\" can only create pods with spec.nodeName set to itself");
        }

        if (pod.Metadata.OwnerReferences.Any(owner => owner.Kind != "Node" || owner.Name != node || owner.Controller != true))
        {
            throw request.Forbid($"node \"{node}\" can only create pods with an owner reference set to itself");
        }

        if (pod.Spec.ServiceAccountName.Length > 0)
        {
            throw request.Forbid($"node \"{node}\" can not create pods that reference a service account");
        }

        HashSet<(Authorization.NodeResource Kind, ObjectKey Key)> references = [];
        Authorization.NodeReferences.Collect(new Document(Pod.Schema, WithoutMirrorMark(pod).Map), references);
        if (references.Count > 1)
        {
            var what = references.Where(item => item.Kind != Authorization.NodeResource.Pod).Select(item => item.Kind.ToString().ToLowerInvariant()).First();
            throw request.Forbid($"node \"{node}\" can not create pods that reference {what}s");
        }
    }

    private static Pod WithoutMirrorMark(Pod pod)
    {
        var copy = Pod.Over(pod.Map.DeepClone());
        copy.Metadata.Annotations.Remove(MirrorAnnotation);
        return copy;
    }

    private ValueTask CheckTokenAsync(AdmissionRequest request, string node, CancellationToken cancel)
    {
        var spec = new TokenRequestSpec(request.Object!.Root.GetOrAddMap("spec"));
        var bound = spec.BoundObjectRef;
        if (bound.ApiVersion != "v1" || bound.Kind != "Pod" || bound.Name.Length == 0)
        {
            throw request.Forbid("node requested token not bound to a pod");
        }

        if (bound.Uid.Length == 0)
        {
            throw request.Forbid("node requested token with a pod binding without a uid");
        }

        if (objects.Find<Pod>(request.Namespace, bound.Name) is not { } pod)
        {
            throw request.Forbid($"node requested token bound to the pod \"{bound.Name}\" that is not found");
        }

        if (pod.Spec.NodeName != node)
        {
            throw request.Forbid("node requested token bound to a pod scheduled on a different node");
        }

        return _audiences.CheckAsync(request, pod, [.. spec.Audiences], cancel);
    }

    // Certificates by which nodes are known are for the node itself.
    private static void CheckCertificate(AdmissionRequest request, string node)
    {
        var spec = request.Object!.As<CertificateSigningRequest>().Spec;
        if (spec.SignerName is "kubernetes.io/kubelet-serving" or "kubernetes.io/kube-apiserver-client-kubelet"
            && CertificateRequestSubject.CommonName(spec.Request) != UserNames.NodePrefix + node)
        {
            throw request.Forbid($"can only create a node CSR with CN={UserNames.NodePrefix}{node}");
        }
    }

    private static void CheckClaimStatus(AdmissionRequest request, string node)
    {
        if (!WithoutSize(request.Object!).ContentEquals(WithoutSize(request.Old!)))
        {
            throw request.Forbid($"node \"{node}\" is not allowed to update fields other than status.capacity and status.conditions");
        }
    }

    private static DocMap WithoutSize(Document claim)
    {
        var copy = claim.Root.DeepClone();
        copy.GetMap("metadata")?.Remove("resourceVersion");
        copy.GetMap("metadata")?.Remove("managedFields");
        var status = copy.GetOrAddMap("status");
        foreach (var field in (ReadOnlySpan<string>)["capacity", "conditions", "allocatedResources", "allocatedResourceStatuses"])
        {
            status.Remove(field);
        }

        return copy;
    }
}
