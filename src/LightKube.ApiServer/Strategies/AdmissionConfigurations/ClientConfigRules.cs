using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Strategies.Rules;

namespace LightKube.ApiServer.Strategies.AdmissionConfigurations;

/// <summary>What a webhook's <c>clientConfig</c> must be like: of admission, or of a conversion.</summary>
public static class ClientConfigRules
{
    private const string Form = "; desired format: https://host[/path]";

    public static void Check(DocMap config, FieldPath path, FieldErrors errors)
    {
        var url = config["url"];
        var service = config["service"];
        if (url.IsAbsentOrNull == service.IsAbsentOrNull)
        {
            errors.Required(path, "exactly one of url or service is required");
        }

        if (url.AsString is { } text)
        {
            CheckUrl(text, path.Child("url"), errors);
        }

        if (service.AsMap is { } map)
        {
            CheckService(map, path.Child("service"), errors);
        }
    }

    private static void CheckUrl(string text, FieldPath path, FieldErrors errors)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0)
        {
            errors.Invalid(path, text, (text.StartsWith("https:", StringComparison.Ordinal) ? "host must be specified" : "url must be a valid URL") + Form);
            return;
        }

        if (url.Scheme != "https")
        {
            errors.Invalid(path, url.Scheme, "'https' is the only allowed URL scheme" + Form);
        }

        if (url.UserInfo.Length > 0)
        {
            errors.Invalid(path, url.UserInfo, "user information is not permitted in the URL");
        }

        if (url.Fragment.Length > 0)
        {
            errors.Invalid(path, url.Fragment[1..], "fragments are not permitted in the URL");
        }

        if (url.Query.Length > 0)
        {
            errors.Invalid(path, url.Query[1..], "query parameters are not permitted in the URL");
        }
    }

    private static void CheckService(DocMap service, FieldPath path, FieldErrors errors)
    {
        foreach (var key in (ReadOnlySpan<string>)["name", "namespace"])
        {
            if (service.GetString(key) is not { Length: > 0 })
            {
                errors.Required(path.Child(key), $"service {key} is required");
            }
        }

        if (service["port"].AsInt is { } port && ValueRules.PortNumber(port) is { } wrong)
        {
            errors.Invalid(path.Child("port"), port, $"port is not valid: {wrong}");
        }

        if (service.GetString("path") is { } text)
        {
            CheckPath(text, path.Child("path"), errors);
        }
    }

    private static void CheckPath(string text, FieldPath path, FieldErrors errors)
    {
        if (!text.StartsWith('/'))
        {
            errors.Invalid(path, text, "must start with a '/'");
            return;
        }

        var steps = text[1..].Split('/');
        for (var i = 0; i < steps.Length; i++)
        {
            // A slash may stand at the end.
            if (steps[i].Length == 0)
            {
                if (i < steps.Length - 1)
                {
                    errors.Invalid(path, text, $"segment[{i}] may not be empty");
                }

                continue;
            }

            if (ValueRules.DnsSubdomain(steps[i]) is { } wrong)
            {
                errors.Invalid(path, text, $"segment[{i}]: {wrong}");
            }
        }
    }
}
