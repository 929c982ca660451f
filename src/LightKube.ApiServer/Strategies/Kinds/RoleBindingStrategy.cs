using LightKube.Api.Documents;
using LightKube.Api.Errors;
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

    protected override void ValidateObject(Document document, FieldErrors errors)
    {
        var path = FieldPath.Of("roleRef");
        var roleRef = new RoleRef(document.Root.GetMap("roleRef") ?? new DocMap());
        if (roleRef.ApiGroup != Group)
        {
            errors.NotSupported(path.Child("apiGroup"), roleRef.ApiGroup, Group);
        }

        var kinds = Kind.Namespaced ? new[] { "Role", "ClusterRole" } : ["ClusterRole"];
        if (!kinds.Contains(roleRef.Kind))
        {
            errors.NotSupported(path.Child("kind"), roleRef.Kind, kinds);
        }

        if (roleRef.Name.Length == 0)
        {
            errors.Required(path.Child("name"));
        }

        var subjects = document.Root.GetList("subjects") ?? new DocList();
        for (var i = 0; i < subjects.Count; i++)
        {
            Subject(new Subject(subjects[i].AsMap ?? new DocMap()), FieldPath.Of("subjects").Index(i), errors);
        }
    }

    private void Subject(Subject subject, FieldPath path, FieldErrors errors)
    {
        if (subject.Name.Length == 0)
        {
            errors.Required(path.Child("name"));
        }

        switch (subject.Kind)
        {
            case "ServiceAccount":
                if (subject.ApiGroup.Length > 0)
                {
                    errors.NotSupported(path.Child("apiGroup"), subject.ApiGroup, "");
                }

                if (!Kind.Namespaced && subject.Namespace.Length == 0)
                {
                    errors.Required(path.Child("namespace"));
                }

                break;
            case "User" or "Group":
                if (subject.ApiGroup != Group)
                {
                    errors.NotSupported(path.Child("apiGroup"), subject.ApiGroup, Group);
                }

                break;
            default:
                errors.NotSupported(path.Child("kind"), subject.Kind, "ServiceAccount", "User", "Group");
                break;
        }
    }

    public override void ValidateUpdate(Document document, Document old, string subresource, FieldErrors errors)
    {
        if (!document.Root["roleRef"].Equals(old.Root["roleRef"]))
        {
            errors.Invalid(FieldPath.Of("roleRef"), document.Root["roleRef"], "cannot change roleRef");
        }
    }
}
