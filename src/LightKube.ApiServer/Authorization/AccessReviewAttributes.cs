using LightKube.Api.Documents;
using LightKube.Api.Selectors;

namespace LightKube.ApiServer.Authorization;

/// <summary>What a request wants to do, as the spec of a SubjectAccessReview says it.</summary>
internal static class AccessReviewAttributes
{
    /// <summary><c>resourceAttributes</c>. Selectors are requirements; what of them cannot be understood is left out, which asks about more.</summary>
    /// <param name="attributes">Of a request for a resource.</param>
    /// <param name="withEmpty">Whether texts that are empty are there, too.</param>
    public static DocMap Resource(in AuthorizationAttributes attributes, bool withEmpty = false)
    {
        var resource = new DocMap();
        foreach (var (key, value) in (ReadOnlySpan<(string, string)>)
        [
            ("namespace", attributes.Namespace), ("verb", attributes.Verb), ("group", attributes.Group), ("version", attributes.Version),
            ("resource", attributes.Resource), ("subresource", attributes.Subresource), ("name", attributes.Name),
        ])
        {
            if (withEmpty || value.Length > 0)
            {
                resource.Set(key, value);
            }
        }

        SetSelector(resource, "fieldSelector", FieldRequirements(attributes.FieldSelector));
        SetSelector(resource, "labelSelector", LabelRequirements(attributes.LabelSelector));
        return resource;
    }

    /// <summary><c>nonResourceAttributes</c>.</summary>
    public static DocMap Path(in AuthorizationAttributes attributes)
    {
        var path = new DocMap();
        path.Set("path", attributes.Path);
        path.Set("verb", attributes.Verb);
        return path;
    }

    private static void SetSelector(DocMap resource, string name, DocList requirements)
    {
        if (requirements.Count > 0)
        {
            resource.GetOrAddMap(name).Set("requirements", requirements);
        }
    }

    private static DocList FieldRequirements(string selector)
    {
        var requirements = new DocList();
        try
        {
            foreach (var (label, value, isNegated) in FieldSelector.Read(selector))
            {
                requirements.Add(Requirement(label, isNegated ? "NotIn" : "In", [value]));
            }

            return requirements;
        }
        catch (SelectorException)
        {
            // The request itself is refused for it, when it comes to that.
            return new DocList();
        }
    }

    private static DocList LabelRequirements(string selector)
    {
        var requirements = new DocList();
        foreach (var requirement in selector.Length == 0 ? [] : Understood(selector))
        {
            // Comparisons of numbers have no form in a review.
            if (requirement.Operator is not (LabelOperator.GreaterThan or LabelOperator.LessThan))
            {
                requirements.Add(Requirement(requirement.Key, requirement.Operator.ToString(), requirement.Values));
            }
        }

        return requirements;
    }

    private static IReadOnlyList<LabelRequirement> Understood(string selector)
    {
        try
        {
            return LabelSelector.Parse(selector).Requirements;
        }
        catch (SelectorException)
        {
            return [];
        }
    }

    private static DocMap Requirement(string key, string how, IReadOnlyList<string> values)
    {
        var requirement = new DocMap();
        requirement.Set("key", key);
        requirement.Set("operator", how);
        if (values.Count > 0)
        {
            requirement.Set("values", DocList.Of(values));
        }

        return requirement;
    }
}
