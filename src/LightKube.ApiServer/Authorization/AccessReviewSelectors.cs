using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Selectors;

namespace LightKube.ApiServer.Authorization;

/// <summary>
/// The selectors of a review's resource attributes, as text or as requirements. What cannot be understood of them is left out, which asks
/// about more than was meant and so never allows too much.
/// </summary>
internal static class AccessReviewSelectors
{
    private const string Operators = "\"DoesNotExist\", \"Exists\", \"In\", \"NotIn\"";

    /// <summary>Judges both selectors.</summary>
    public static void Validate(DocMap? resource, FieldErrors errors)
    {
        var path = FieldPath.Spec.Child("resourceAttributes");
        foreach (var name in (ReadOnlySpan<string>)["fieldSelector", "labelSelector"])
        {
            if (resource?.GetMap(name) is { } selector)
            {
                ValidateSelector(selector, path.Child(name), errors);
            }
        }
    }

    /// <summary>The field selector as on the command line; requirements of more than one value cannot be said that way and are left out.</summary>
    public static string FieldsOf(DocMap resource) => string.Join(',', Fields(resource).Understood);

    /// <summary>The label selector as on the command line.</summary>
    public static string LabelsOf(DocMap resource) => string.Join(',', Labels(resource).Understood);

    /// <summary>What is left out of the selectors, in Kubernetes' words; empty when nothing is.</summary>
    public static string IgnoredOf(DocMap resource) =>
        string.Join("; ", ((string[])[Ignored("fieldSelector", Fields(resource)), Ignored("labelSelector", Labels(resource))]).Where(text => text.Length > 0));

    private static string Ignored(string name, (List<string> Understood, bool All) parts) =>
        parts.All ? "" : $"spec.resourceAttributes.{name} {(parts.Understood.Count > 0 ? "partially ignored" : "ignored")} due to parse error";

    private static (List<string> Understood, bool All) Fields(DocMap resource) => Parts(
        resource.GetMap("fieldSelector"),
        static (key, how, values) => (how, values) switch
        {
            ("In", [var one]) => $"{key}={Escaped(one)}",
            ("NotIn", [var one]) => $"{key}!={Escaped(one)}",
            _ => "",
        },
        static text => FieldSelector.Read(text).Any());

    private static (List<string> Understood, bool All) Labels(DocMap resource) => Parts(
        resource.GetMap("labelSelector"),
        static (key, how, values) => how switch
        {
            "In" => $"{key} in ({string.Join(',', values)})",
            "NotIn" => $"{key} notin ({string.Join(',', values)})",
            "Exists" => key,
            "DoesNotExist" => "!" + key,
            _ => "",
        },
        static text => !LabelSelector.Parse(text).IsEverything);

    private static string Escaped(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal).Replace("=", "\\=", StringComparison.Ordinal);

    private static (List<string> Understood, bool All) Parts(DocMap? selector, Func<string, string, string[], string> text, Func<string, bool> isUnderstood)
    {
        var understood = new List<string>();
        var all = true;
        if (selector?.GetString("rawSelector") is { Length: > 0 } raw)
        {
            Add(raw);
        }

        foreach (var item in (selector?.GetList("requirements") ?? new DocList()).Items)
        {
            var requirement = item.AsMap ?? new DocMap();
            var values = (requirement.GetList("values") ?? new DocList()).Items.ToArray().Select(value => value.AsString ?? "").ToArray();
            Add(text(requirement.GetString("key") ?? "", requirement.GetString("operator") ?? "", values));
        }

        return (understood, all);

        void Add(string part)
        {
            if (IsUnderstood(part, isUnderstood))
            {
                understood.Add(part);
            }
            else
            {
                all = false;
            }
        }
    }

    private static bool IsUnderstood(string part, Func<string, bool> parse)
    {
        try
        {
            return part.Length > 0 && parse(part);
        }
        catch (SelectorException)
        {
            return false;
        }
    }

    private static void ValidateSelector(DocMap selector, FieldPath path, FieldErrors errors)
    {
        var raw = selector.GetString("rawSelector") ?? "";
        var requirements = selector.GetList("requirements") ?? new DocList();
        if (raw.Length > 0 && requirements.Count > 0)
        {
            errors.Invalid(path.Child("rawSelector"), raw, "may not specified at the same time as requirements");
        }

        if (raw.Length == 0 && requirements.Count == 0)
        {
            errors.Required(path.Child("requirements"), $"when {path} is specified, requirements or rawSelector is required");
        }

        for (var i = 0; i < requirements.Count; i++)
        {
            ValidateRequirement(requirements[i].AsMap ?? new DocMap(), path.Child("requirements").Index(i), errors);
        }
    }

    private static void ValidateRequirement(DocMap requirement, FieldPath path, FieldErrors errors)
    {
        var values = requirement.GetList("values")?.Count ?? 0;
        var how = requirement.GetString("operator") ?? "";
        if (requirement.GetString("key") is not { Length: > 0 })
        {
            errors.Required(path.Child("key"), "must be specified");
        }

        if (how is "In" or "NotIn" && values == 0)
        {
            errors.Required(path.Child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
        }
        else if (how is "Exists" or "DoesNotExist" && values > 0)
        {
            errors.Forbidden(path.Child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        }
        else if (how is not ("In" or "NotIn" or "Exists" or "DoesNotExist"))
        {
            errors.Invalid(path.Child("operator"), how, $"not a valid selector operator; valid ones are {Operators}");
        }
    }
}
