using LightKube.Api.Documents;
using LightKube.Api.Errors;

namespace LightKube.ApiServer.Strategies.AdmissionConfigurations;

/// <summary>What a <c>RuleWithOperations</c> must be like: of a webhook or a policy.</summary>
internal static class OperationRules
{
    public static void Check(DocMap rule, FieldPath path, FieldErrors errors)
    {
        var operations = Strings(rule, "operations");
        Require(operations, path.Child("operations"), errors);
        OnlyAll(operations, path.Child("operations"), "operations", errors);
        OnlyAll(Require(Strings(rule, "apiGroups"), path.Child("apiGroups"), errors), path.Child("apiGroups"), "API groups", errors);
        var versions = Require(Strings(rule, "apiVersions"), path.Child("apiVersions"), errors);
        OnlyAll(versions, path.Child("apiVersions"), "API versions", errors);
        for (var i = 0; i < versions.Length; i++)
        {
            if (versions[i].Length == 0)
            {
                errors.Required(path.Child("apiVersions", i));
            }
        }

        CheckResources(Require(Strings(rule, "resources"), path.Child("resources"), errors), path.Child("resources"), errors);
    }

    private static void CheckResources(string[] resources, FieldPath path, FieldErrors errors)
    {
        var wholes = new HashSet<string>(StringComparer.Ordinal);
        var everywhere = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < resources.Length; i++)
        {
            var text = resources[i];
            if (text.Length == 0)
            {
                errors.Required(path.Index(i));
                continue;
            }

            var slash = text.IndexOf('/', StringComparison.Ordinal);
            if (slash >= 0)
            {
                CheckSubresource(text, text[..slash], text[(slash + 1)..], wholes, everywhere, path.Index(i), errors);
            }
        }

        if (resources.Length > 1 && resources.Contains("*/*"))
        {
            errors.Invalid(path, DocList.Of(resources), "if '*/*' is present, must not specify other resources");
        }

        if (resources.Contains("*") && resources.Any(static text => text != "*" && !text.Contains('/', StringComparison.Ordinal)))
        {
            errors.Invalid(path, DocList.Of(resources), "if '*' is present, must not specify other resources without subresources");
        }
    }

    private static void CheckSubresource(
        string text, string resource, string subresource, HashSet<string> wholes, HashSet<string> everywhere, FieldPath path, FieldErrors errors)
    {
        if (wholes.Contains(resource))
        {
            errors.Invalid(path, text, $"if '{resource}/*' is present, must not specify {text}");
        }

        if (everywhere.Contains(subresource))
        {
            errors.Invalid(path, text, $"if '*/{subresource}' is present, must not specify {text}");
        }

        if (subresource == "*")
        {
            wholes.Add(resource);
        }

        if (resource == "*")
        {
            everywhere.Add(subresource);
        }
    }

    private static string[] Require(string[] values, FieldPath path, FieldErrors errors)
    {
        if (values.Length == 0)
        {
            errors.Required(path);
        }

        return values;
    }

    private static void OnlyAll(string[] values, FieldPath path, string what, FieldErrors errors)
    {
        if (values.Length > 1 && values.Contains("*"))
        {
            errors.Invalid(path, DocList.Of(values), $"if '*' is present, must not specify other {what}");
        }
    }

    private static string[] Strings(DocMap map, string key) =>
        [.. (map.GetList(key) ?? new DocList()).Items.ToArray().Select(static item => item.AsString ?? "")];
}
