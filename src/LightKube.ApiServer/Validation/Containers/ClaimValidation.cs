using LightKube.Api.Documents;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Containers;

/// <summary>The claims of devices that a pod names, and their use by containers.</summary>
internal static class ClaimValidation
{
    /// <param name="claims"><c>spec.resourceClaims</c>.</param>
    public static void Validate(Field claims)
    {
        var names = default(SeenTexts);
        for (var i = 0; i < claims.Count; i++)
        {
            One(claims[i], ref names);
        }
    }

    private static void One(Field claim, ref SeenTexts names)
    {
        var name = claim["name"];
        if (!name.HasText)
        {
            name.Required();
        }
        else if (!names.Add(name.Text))
        {
            name.Duplicate();
        }
        else
        {
            name.Obey(NameRules.Dns1123Label);
        }

        var (direct, template) = (claim["resourceClaimName"], claim["resourceClaimTemplateName"]);
        if (direct.IsSet && template.IsSet)
        {
            claim.Invalid(Shown(claim), "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified");
        }

        if (!direct.IsSet && !template.IsSet)
        {
            claim.Invalid(Shown(claim), "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`");
        }

        if (direct.IsSet)
        {
            direct.Obey(NameRules.Dns1123Subdomain);
        }

        if (template.IsSet)
        {
            template.Obey(NameRules.Dns1123Subdomain);
        }
    }

    /// <param name="used">A container's <c>resources.claims</c>.</param>
    /// <param name="claims">The pod's.</param>
    public static void Uses(Field used, NamedItems claims)
    {
        var (wholes, parts) = (default(SeenTexts), default(SeenTexts));
        for (var i = 0; i < used.Count; i++)
        {
            var item = used[i];
            var name = item["name"].Text;
            if (name.Length == 0)
            {
                item.Required();
                continue;
            }

            BeNew(item, name, ref wholes, ref parts);
            if (!claims.Has(name))
            {
                item.With(name).NotFound(Unknown(claims));
            }
        }
    }

    // The whole claim stands for each of its requests.
    private static void BeNew(Field use, string name, ref SeenTexts wholes, ref SeenTexts parts)
    {
        var request = use["request"];
        request.ObeyIfAny(NameRules.Dns1123Label);
        var part = $"{name}/{request.Text}";
        if (wholes.Contains(name) || (!request.HasText && parts.Contains(name)))
        {
            use.Duplicate(name);
        }
        else if (!request.HasText)
        {
            wholes.Add(name);
        }
        else if (!parts.Add(part))
        {
            use.Duplicate(part);
        }

        parts.Add(name);
    }

    private static string Unknown(NamedItems claims)
    {
        var names = claims.Names();
        return "must be one of the names in pod.spec.resourceClaims" + (names.Count == 0 ? " which is empty" : ": " + string.Join(", ", names));
    }

    private static Value Shown(Field claim)
    {
        var shown = new DocMap();
        shown.Set("Name", claim["name"].Text);
        shown.Set("ResourceClaimName", claim["resourceClaimName"].Value.AsString);
        shown.Set("ResourceClaimTemplateName", claim["resourceClaimTemplateName"].Value.AsString);
        return shown;
    }
}
