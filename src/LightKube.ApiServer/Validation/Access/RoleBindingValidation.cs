using LightKube.Api.Documents;
using LightKube.Api.Rbac.V1;
using LightKube.Api.Schemas;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Access;

/// <summary>RoleBindings and ClusterRoleBindings. What a binding gives never changes, only to whom.</summary>
internal sealed class RoleBindingValidation(KindSchema kind) : KindValidation(kind)
{
    private const string Group = "rbac.authorization.k8s.io";

    private bool IsNamespaced => ReferenceEquals(Kind, RoleBinding.Schema);

    protected override void Validate(Field obj)
    {
        var reference = obj["roleRef"];
        InGroup(reference["apiGroup"]);
        var kind = reference["kind"];
        if (kind.Text != "ClusterRole" && !(IsNamespaced && kind.Text == "Role"))
        {
            kind.NotSupported(IsNamespaced ? ["Role", "ClusterRole"] : ["ClusterRole"]);
        }

        reference["name"].RequireAndObey(NameRules.PathSegment);
        for (var i = 0; i < obj["subjects"].Count; i++)
        {
            Subject(obj["subjects"][i]);
        }
    }

    protected override void ValidateUpdate(Field obj, Field old)
    {
        Validate(obj);
        var (reference, before) = (obj["roleRef"], old["roleRef"]);
        if (!reference.Same(before))
        {
            var shown = new DocMap();
            shown.Set("APIGroup", reference["apiGroup"].Text);
            shown.Set("Kind", reference["kind"].Text);
            shown.Set("Name", reference["name"].Text);
            reference.Invalid(shown, "cannot change roleRef");
        }
    }

    private void Subject(Field subject)
    {
        var (kind, name, group) = (subject["kind"], subject["name"], subject["apiGroup"]);
        name.Require();
        switch (kind.Text)
        {
            case "ServiceAccount":
                name.ObeyIfAny(NameRules.Dns1123Subdomain);
                if (group.HasText)
                {
                    group.NotSupported("");
                }

                if (!IsNamespaced)
                {
                    subject["namespace"].Require();
                }

                break;
            case "User" or "Group":
                InGroup(group);
                break;
            default:
                kind.NotSupported("ServiceAccount", "User", "Group");
                break;
        }
    }

    private static void InGroup(Field group)
    {
        if (group.Text != Group)
        {
            group.NotSupported(Group);
        }
    }
}
