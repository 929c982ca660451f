using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Extension;

/// <summary>What webhooks and admission policies have in common: what they are about, and how they are called.</summary>
internal static class WebhookRules
{
    private static readonly string[] Operations = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"];
    private static readonly string[] Scopes = ["*", "Cluster", "Namespaced"];
    private static readonly string[] Versions = ["v1", "v1beta1"];

    /// <summary>Which requests: operations, groups, versions, resources.</summary>
    public static void Rule(Field rule)
    {
        var operations = rule["operations"];
        Some(operations, "operations");
        for (var i = 0; i < operations.Count; i++)
        {
            operations[i].BeOneOf(Operations);
        }

        Some(rule["apiGroups"], "API groups");
        Some(rule["apiVersions"], "API versions");
        for (var i = 0; i < rule["apiVersions"].Count; i++)
        {
            rule["apiVersions"][i].Require();
        }

        Resources(rule["resources"]);
        rule["scope"].BeOneOfIfSet(Scopes);
    }

    /// <summary>At least one, and a star only by itself.</summary>
    private static void Some(Field list, string what)
    {
        if (list.Count == 0)
        {
            list.Required();
        }
        else if (list.Count > 1 && list.Contains("*"))
        {
            list.Invalid($"if '*' is present, must not specify other {what}");
        }
    }

    private static void Resources(Field resources)
    {
        if (resources.Count == 0)
        {
            resources.Required();
        }

        var (wildOwners, wildParts) = (default(SeenTexts), default(SeenTexts));
        var hasPlain = false;
        for (var i = 0; i < resources.Count; i++)
        {
            var resource = resources[i];
            var slash = resource.Text.IndexOf('/');
            if (!resource.HasText)
            {
                resource.Required();
            }
            else if (slash < 0)
            {
                hasPlain = resource.Text != "*";
            }
            else
            {
                Subresource(resource, resource.Text[..slash], resource.Text[(slash + 1)..], ref wildOwners, ref wildParts);
            }
        }

        if (resources.Count > 1 && resources.Contains("*/*"))
        {
            resources.Invalid("if '*/*' is present, must not specify other resources");
        }

        if (hasPlain && resources.Contains("*"))
        {
            resources.Invalid("if '*' is present, must not specify other resources without subresources");
        }
    }

    private static void Subresource(Field resource, string owner, string part, ref SeenTexts wildOwners, ref SeenTexts wildParts)
    {
        if (wildOwners.Contains(owner))
        {
            resource.Invalid($"if '{owner}/*' is present, must not specify {resource.Text}");
        }

        if (wildParts.Contains(part))
        {
            resource.Invalid($"if '*/{part}' is present, must not specify {resource.Text}");
        }

        if (part == "*")
        {
            wildOwners.Add(owner);
        }

        if (owner == "*")
        {
            wildParts.Add(part);
        }
    }

    public static void ReviewVersions(Field versions)
    {
        if (versions.Count == 0)
        {
            versions.Required("must specify one of v1, v1beta1");
            return;
        }

        var (seen, isKnown) = (default(SeenTexts), false);
        for (var i = 0; i < versions.Count; i++)
        {
            if (!seen.Add(versions[i].Text))
            {
                versions[i].Invalid("duplicate version");
                continue;
            }

            versions[i].Obey(NameRules.Dns1035Label);
            isKnown |= Versions.Contains(versions[i].Text);
        }

        if (!isKnown)
        {
            versions.Invalid("must include at least one of v1, v1beta1");
        }
    }

    /// <summary>A URL or a service, and only one of them.</summary>
    public static void Client(Field config)
    {
        var (url, service) = (config["url"], config["service"]);
        if (url.IsSet == service.IsSet)
        {
            config.Required("exactly one of url or service is required");
        }
        else if (url.IsSet)
        {
            Url(url);
        }
        else
        {
            Service(service);
        }
    }

    private static void Url(Field url)
    {
        const string Form = "; desired format: https://host[/path]";
        if (!Uri.TryCreate(url.Text, UriKind.Absolute, out var address))
        {
            url.Required($"url must be a valid URL: {url.Text}{Form}");
            return;
        }

        if (address.Scheme != "https")
        {
            url.Invalid(address.Scheme, $"'https' is the only allowed URL scheme{Form}");
        }

        if (address.Host.Length == 0)
        {
            url.Invalid("", $"host must be specified{Form}");
        }

        if (address.UserInfo.Length > 0)
        {
            url.Invalid(address.UserInfo, "user information is not permitted in the URL");
        }

        if (address.Fragment.Length > 0)
        {
            url.Invalid(address.Fragment[1..], "fragments are not permitted in the URL");
        }

        if (address.Query.Length > 0)
        {
            url.Invalid(address.Query[1..], "query parameters are not permitted in the URL");
        }
    }

    private static void Service(Field service)
    {
        service["name"].Require("service name is required");
        service["namespace"].Require("service namespace is required");
        var (port, path) = (service["port"], service["path"]);
        if (port.IsSet && port.Number is < 1 or > 65535)
        {
            port.Invalid(port.Number, $"port is not valid: {FieldRules.Between(1, 65535)}");
        }

        if (path.IsSet && path.Text is not ("" or "/"))
        {
            Path(path);
        }
    }

    private static void Path(Field path)
    {
        if (path.Text == "//")
        {
            path.Invalid("segment[0] may not be empty");
            return;
        }

        if (!path.Text.StartsWith('/'))
        {
            path.Invalid("must start with a '/'");
        }

        var steps = path.Text.Trim('/').Length == 0 ? [] : (path.Text.StartsWith('/') ? path.Text[1..] : path.Text).TrimEnd('/').Split('/');
        for (var i = 0; i < steps.Length; i++)
        {
            if (steps[i].Length == 0)
            {
                path.Invalid($"segment[{i}] may not be empty");
                continue;
            }

            foreach (var problem in NameRules.Dns1123Subdomain(steps[i]))
            {
                path.Invalid($"segment[{i}]: {problem}");
            }
        }
    }
}
