using LightKube.Api.Rbac.V1;
using LightKube.Api.Views;

namespace LightKube.Api.Defaulting;

/// <summary>The subjects of role bindings: users and groups are RBAC's own kinds.</summary>
internal static class SubjectDefaults
{
    public static void Apply(ListView<Subject> subjects)
    {
        foreach (var subject in subjects)
        {
            if (subject.ApiGroup.Length == 0 && subject.Kind is ("User" or "Group"))
            {
                subject.ApiGroup = "rbac.authorization.k8s.io";
            }
        }
    }
}
