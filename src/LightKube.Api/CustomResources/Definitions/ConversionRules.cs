using LightKube.Api.ApiExtensions.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Validation;

namespace LightKube.Api.CustomResources.Definitions;

/// <summary>How versions are converted, and by whom.</summary>
internal static class ConversionRules
{
    private const string Form = "; desired format: https://host[/path]";

    public static void Check(CustomResourceConversion conversion, FieldPath path, FieldErrors errors)
    {
        switch (conversion.Strategy)
        {
            case "":
                errors.Required(path.Child("strategy"));
                break;
            case "None":
                CheckNone(conversion, path, errors);
                break;
            case "Webhook":
                CheckClient(conversion.Webhook.ClientConfig, path.Child("webhookClientConfig"), errors);
                CheckReviewVersions([.. conversion.Webhook.ConversionReviewVersions], path.Child("conversionReviewVersions"), errors);
                break;
            default:
                errors.NotSupported(path.Child("strategy"), conversion.Strategy, "None", "Webhook");
                break;
        }
    }

    private static void CheckNone(CustomResourceConversion conversion, FieldPath path, FieldErrors errors)
    {
        if (conversion.Webhook.ClientConfig.IsPresent)
        {
            errors.Forbidden(path.Child("webhookClientConfig"), "should not be set when strategy is not set to Webhook");
        }

        if (conversion.Webhook.ConversionReviewVersions.Count > 0)
        {
            errors.Forbidden(path.Child("conversionReviewVersions"), "should not be set when strategy is not set to Webhook");
        }
    }

    private static void CheckClient(WebhookClientConfig client, FieldPath path, FieldErrors errors)
    {
        if (!client.IsPresent)
        {
            errors.Required(path, "required when strategy is set to Webhook");
        }
        else if (client.Url is not null == client.Service.IsPresent)
        {
            errors.Required(path, "exactly one of url or service is required");
        }
        else if (client.Url is { } url)
        {
            CheckUrl(url, path.Child("url"), errors);
        }
        else
        {
            CheckService(client.Service, path.Child("service"), errors);
        }
    }

    private static void CheckUrl(string text, FieldPath path, FieldErrors errors)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
        {
            errors.Invalid(path, "", $"host must be specified{Form}");
            return;
        }

        if (url.Scheme != Uri.UriSchemeHttps)
        {
            errors.Invalid(path, url.Scheme, $"'https' is the only allowed URL scheme{Form}");
        }

        if (url.Host.Length == 0)
        {
            errors.Invalid(path, "", $"host must be specified{Form}");
        }

        if (url.UserInfo.Length > 0)
        {
            errors.Invalid(path, url.UserInfo, "user information is not permitted in the URL");
        }

        if (url.Fragment.Length > 0)
        {
            errors.Invalid(path, url.Fragment.TrimStart('#'), "fragments are not permitted in the URL");
        }

        if (url.Query.Length > 0)
        {
            errors.Invalid(path, url.Query.TrimStart('?'), "query parameters are not permitted in the URL");
        }
    }

    private static void CheckService(ServiceReference service, FieldPath path, FieldErrors errors)
    {
        if (service.Name.Length == 0)
        {
            errors.Required(path.Child("name"));
        }

        if (service.Namespace.Length == 0)
        {
            errors.Required(path.Child("namespace"));
        }

        if (service.Port is { } port and (< 1 or > 65535))
        {
            errors.Invalid(path.Child("port"), port, "port is not valid: must be between 1 and 65535, inclusive");
        }

        if (service.Path is { Length: > 1 } servicePath)
        {
            CheckPath(servicePath, path.Child("path"), errors);
        }
    }

    private static void CheckPath(string text, FieldPath path, FieldErrors errors)
    {
        if (!text.StartsWith('/'))
        {
            errors.Invalid(path, text, "must start with a '/'");
        }

        var segments = text[1..].Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            if (segments[i].Length > 0)
            {
                foreach (var problem in NameRules.Dns1123Subdomain(segments[i]))
                {
                    errors.Invalid(path, text, $"segment[{i}]: {problem}");
                }
            }
            else if (i < segments.Length - 1 || i == 0)
            {
                errors.Invalid(path, text, $"segment[{i}] may not be empty");
            }
        }
    }

    private static void CheckReviewVersions(IReadOnlyList<string> versions, FieldPath path, FieldErrors errors)
    {
        if (versions.Count == 0)
        {
            errors.Required(path);
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < versions.Count; i++)
        {
            if (!seen.Add(versions[i]))
            {
                errors.Invalid(path.Index(i), versions[i], "duplicate version");
                continue;
            }

            foreach (var problem in NameRules.Dns1035Label(versions[i]))
            {
                errors.Invalid(path.Index(i), versions[i], problem);
            }
        }

        if (!versions.Any(static version => version is "v1" or "v1beta1"))
        {
            errors.Invalid(path, DocList.Of(versions), "must include at least one of v1, v1beta1");
        }
    }
}
