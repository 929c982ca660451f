using LightKube.Api.ApiExtensions.V1;
using LightKube.Api.Errors;
using LightKube.Api.Validation;

namespace LightKube.Api.CustomResources.Definitions;

/// <summary>The names of a custom kind: parts of URLs and of command lines.</summary>
internal static class NameRulesOfDefinitions
{
    public static void CheckRequired(CustomResourceDefinitionNames names, FieldPath path, FieldErrors errors)
    {
        foreach (var (value, field) in new[] { (names.Plural, "plural"), (names.Singular, "singular"), (names.Kind, "kind"), (names.ListKind, "listKind") })
        {
            if (value.Length == 0)
            {
                errors.Required(path.Child(field));
            }
        }
    }

    public static void Check(CustomResourceDefinitionNames names, FieldPath path, FieldErrors errors)
    {
        Label(names.Plural, path.Child("plural"), errors);
        Label(names.Singular, path.Child("singular"), errors);
        Mixed(names.Kind, path.Child("kind"), errors);
        Mixed(names.ListKind, path.Child("listKind"), errors);
        for (var i = 0; i < names.ShortNames.Count; i++)
        {
            Label(names.ShortNames[i], path.Child("shortNames").Index(i), errors);
        }

        // Parsing would be ambiguous.
        if (names.Kind.Length > 0 && names.Kind == names.ListKind)
        {
            errors.Invalid(path.Child("listKind"), names.ListKind, "kind and listKind may not be the same");
        }

        for (var i = 0; i < names.Categories.Count; i++)
        {
            Label(names.Categories[i], path.Child("categories").Index(i), errors);
        }
    }

    private static void Label(string name, FieldPath path, FieldErrors errors)
    {
        if (name.Length > 0 && NameRules.Dns1035Label(name) is { Count: > 0 } problems)
        {
            errors.Invalid(path, name, string.Join(",", problems));
        }
    }

    private static void Mixed(string name, FieldPath path, FieldErrors errors)
    {
        if (name.Length > 0 && NameRules.Dns1035Label(name.ToLowerInvariant()) is { Count: > 0 } problems)
        {
            errors.Invalid(path, name, $"may have mixed case, but should otherwise match: {string.Join(",", problems)}");
        }
    }
}
