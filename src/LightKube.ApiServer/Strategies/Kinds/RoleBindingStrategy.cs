using LightKube.Api.Documents;
using LightKube.Api.Rbac.V1;
using LightKube.Api.Schemas;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>RoleBindings and ClusterRoleBindings. What a binding gives never changes, only to whom.</summary>
public sealed class RoleBindingStrategy(KindSchema kind) : DefaultStrategy(kind)
{
    private const string Group = "rbac.authorization.k8s.io";

    public override void SetDefaults(Document document)
    {
        var roleRef = document.Root.GetMap("roleRef");
        if (roleRef is not null && string.IsNullOrEmpty(roleRef.GetString("apiGroup")))
        {
            roleRef.Set("apiGroup", Group);
        }

        foreach (var item in (document.Root.GetList("subjects") ?? new DocList()).Items)
        {
            if (item.AsMap is { } subject && string.IsNullOrEmpty(subject.GetString("apiGroup")) && subject.GetString("kind") is "User" or "Group")
            {
                subject.Set("apiGroup", Group);
            }
        }
    }
}
