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
    public static void Uses(Field used, Field claims)
    {
        for (var i = 0; i < used.Count; i++)
        {
            var item = used[i];
            var name = item["name"].Text;
            if (name.Length == 0)
            {
                item.Required();
                continue;
            }

            Repeated(used, i, name);
            if (Find(claims, name) < 0)
            {
                item.With(name).NotFound("must be one of the names in pod.spec.resourceClaims" + Names(claims));
            }
        }
    }

    // The whole claim stands for each of its requests.
    private static void Repeated(Field used, int index, string name)
    {
        var request = used[index]["request"];
        request.ObeyIfAny(NameRules.Dns1123Label);
        for (var i = 0; i < index; i++)
        {
            var (otherName, other) = (used[i]["name"].Text, used[i]["request"].Text);
            if (otherName == name && (other == request.Text || other.Length == 0 || !request.HasText))
            {
                used[index].Duplicate(other.Length > 0 && request.HasText ? $"{name}/{other}" : name);
                return;
            }
        }
    }

    private static int Find(Field claims, string name)
    {
        for (var i = 0; i < claims.Count; i++)
        {
            if (claims[i]["name"].Text == name)
            {
                return i;
            }
        }

        return -1;
    }

    private static string Names(Field claims)
    {
        var names = new List<string>();
        for (var i = 0; i < claims.Count; i++)
        {
            names.Add(claims[i]["name"].Text);
        }

        names.Sort(StringComparer.Ordinal);
        return names.Count == 0 ? " which is empty" : ": " + string.Join(", ", names);
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
