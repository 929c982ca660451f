using LightKube.Api.ApiExtensions.V1;

namespace LightKube.Api.Defaulting;

internal static class CustomResourceDefinitionDefaults
{
    public static void Apply(CustomResourceDefinition definition)
    {
        var names = definition.Spec.Names;
        if (names.Kind.Length == 0)
        {
            return;
        }

        if (names.Singular.Length == 0)
        {
            names.Singular = names.Kind.ToLowerInvariant();
        }

        if (names.ListKind.Length == 0)
        {
            names.ListKind = names.Kind + "List";
        }
    }
}
