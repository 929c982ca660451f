using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Networking;

/// <summary>One rule of an Ingress: a host and its paths.</summary>
internal static class IngressRuleRules
{
    private static readonly string[] PathTypes = ["Exact", "ImplementationSpecific", "Prefix"];
    private static readonly string[] Inside = ["//", "/./", "/../", "%2f", "%2F"];
    private static readonly string[] AtEnd = ["/..", "/."];

    public static void Validate(Field rule)
    {
        Host(rule["host"]);
        var (http, paths) = (rule["http"], rule["http"]["paths"]);
        if (http.IsSet && paths.Count == 0)
        {
            paths.Required();
        }

        for (var i = 0; i < paths.Count; i++)
        {
            Path(paths[i]);
        }
    }

    private static void Host(Field host)
    {
        if (!host.HasText)
        {
            return;
        }

        if (AddressRules.IsAddress(host.Text))
        {
            host.Invalid("must be a DNS name, not an IP address");
        }

        host.Obey(host.Text.Contains('*') ? NameRules.WildcardSubdomain : NameRules.Dns1123Subdomain);
    }

    private static void Path(Field path)
    {
        var (type, text) = (path["pathType"], path["path"]);
        if (!type.IsSet)
        {
            type.Required("pathType must be specified");
            return;
        }

        if (type.Text is "Exact" or "Prefix")
        {
            Absolute(text);
            Sequences(text);
        }
        else if (type.Text == "ImplementationSpecific")
        {
            if (text.HasText)
            {
                Absolute(text);
            }
        }
        else
        {
            type.NotSupported(PathTypes);
        }

        IngressBackendRules.Validate(path["backend"]);
    }

    private static void Absolute(Field path)
    {
        if (!path.Text.StartsWith('/'))
        {
            path.Invalid("must be an absolute path");
        }
    }

    private static void Sequences(Field path)
    {
        foreach (var sequence in Inside)
        {
            if (path.Text.Contains(sequence, StringComparison.Ordinal))
            {
                path.Invalid($"must not contain '{sequence}'");
            }
        }

        foreach (var end in AtEnd)
        {
            if (path.Text.EndsWith(end, StringComparison.Ordinal))
            {
                path.Invalid($"cannot end with '{end}'");
            }
        }
    }
}
