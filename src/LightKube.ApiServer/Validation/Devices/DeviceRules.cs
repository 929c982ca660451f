using LightKube.Api.Validation;
using LightKube.ApiServer.Validation.Volumes;

namespace LightKube.ApiServer.Validation.Devices;

/// <summary>What claims, classes and slices of devices have in common.</summary>
internal static class DeviceRules
{
    private const int MaxSelectors = 32;
    private const int MaxExpression = 10 * 1024;
    private const int MaxIdentifier = 32;
    private const int MaxDomain = 63;

    private static readonly string[] Effects = ["NoExecute", "NoSchedule", "None"];

    public static void Selectors(Field selectors)
    {
        DeviceClaimRules.AtMost(selectors, MaxSelectors);
        for (var i = 0; i < selectors.Count; i++)
        {
            var (cel, expression) = (selectors[i]["cel"], selectors[i]["cel"]["expression"]);
            if (!cel.IsSet)
            {
                cel.Required();
                continue;
            }

            expression.Require();
            if (expression.Text.Length > MaxExpression)
            {
                expression.TooLong(MaxExpression);
            }
        }
    }

    /// <summary>Configuration that only the driver understands.</summary>
    public static void Opaque(Field config)
    {
        var opaque = config["opaque"];
        if (!opaque.IsSet)
        {
            opaque.Required();
            return;
        }

        CsiVolumeSource.DriverName(opaque["driver"]);
        if (!opaque["parameters"].IsSet)
        {
            opaque["parameters"].Required();
        }
        else if (opaque["parameters"].Map is null)
        {
            opaque["parameters"].Invalid("parameters must be a valid JSON object");
        }
    }

    /// <summary>An identifier of a driver: <c>example.com/name</c>.</summary>
    public static void QualifiedName(Field name)
    {
        if (!name.HasText)
        {
            name.Required("name required");
            return;
        }

        var slash = name.Text.IndexOf('/');
        if (slash < 0)
        {
            name.Invalid("must include a domain");
            return;
        }

        var (domain, identifier) = (name.Text[..slash], name.Text[(slash + 1)..]);
        if (domain.Length > MaxDomain)
        {
            name.TooLong(MaxDomain);
        }

        name.With(domain).RequireAndObey(NameRules.Dns1123Subdomain);
        if (identifier.Length > MaxIdentifier)
        {
            name.TooLong(MaxIdentifier);
        }

        name.With(identifier).Obey(NameRules.Identifier);
    }

    public static void Toleration(Field toleration)
    {
        var (key, operation, effect) = (toleration["key"], toleration["operator"], toleration["effect"]);
        key.ObeyIfAny(NameRules.QualifiedName);
        switch (operation.Text)
        {
            case "Exists":
                if (toleration["value"].HasText)
                {
                    toleration["value"].Invalid("must be empty for operator `Exists`");
                }

                break;
            case "Equal":
                toleration["value"].Obey(NameRules.LabelValue);
                break;
            case "":
                operation.Required();
                break;
            default:
                operation.NotSupported("Equal", "Exists");
                break;
        }

        if (!key.HasText && operation.Text != "Exists")
        {
            operation.Invalid("must be `Exists` when key is empty");
        }

        effect.BeOneOfIfAny(Effects);
    }

    public static void Taint(Field taint)
    {
        taint["key"].Obey(NameRules.QualifiedName);
        taint["value"].Obey(NameRules.LabelValue);
        taint["effect"].RequireOneOf(Effects);
    }
}
