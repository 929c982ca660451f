using LightKube.Api.Authorization.V1;
using LightKube.Client;

namespace LightKube.Kubelet.NodeApi;

/// <summary>Asks the API whether a caller may use a part of this node: a subresource of its Node object.</summary>
internal sealed class CallerAuthorizer(IClient client, string nodeName)
{
    internal async Task<bool> MayAsync(Caller caller, string method, string area, CancellationToken cancel)
    {
        // What has a permission of its own is also open to those who may everything on the node.
        foreach (var subresource in SubresourcesFor(area))
        {
            if (await AskAsync(caller, VerbOf(method), subresource, cancel))
                return true;
        }
        return false;
    }

    internal static IReadOnlyList<string> SubresourcesFor(string area) => area switch
    {
        "stats" or "metrics" => [area],
        "logs" => ["log"],
        "pods" or "healthz" or "configz" => [area, "proxy"],
        _ => ["proxy"],
    };

    internal static string VerbOf(string method) => method switch
    {
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => "delete",
        _ => "get",
    };

    private async Task<bool> AskAsync(Caller caller, string verb, string subresource, CancellationToken cancel)
    {
        var review = new SubjectAccessReview();
        review.Spec.User = caller.User;
        review.Spec.Uid = caller.Uid;
        foreach (var group in caller.Groups)
            review.Spec.Groups.Add(group);
        var resource = review.Spec.ResourceAttributes;
        resource.Verb = verb;
        resource.Version = "v1";
        resource.Resource = "nodes";
        resource.Subresource = subresource;
        resource.Name = nodeName;
        return (await client.CreateAsync(review, cancel)).Status.Allowed;
    }
}
