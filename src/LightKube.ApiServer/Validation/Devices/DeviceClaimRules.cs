using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Devices;

/// <summary>Which devices are asked for: of ResourceClaims and of their templates.</summary>
internal static class DeviceClaimRules
{
    private const int MaxRequests = 32;
    private const int MaxSubRequests = 8;
    private const int MaxConstraints = 32;
    private const int MaxConfigs = 32;
    private const int MaxTolerations = 16;

    private static readonly string[] Modes = ["All", "ExactCount"];

    public static void Validate(Field spec)
    {
        var devices = spec["devices"];
        var (requests, constraints, config) = (devices["requests"], devices["constraints"], devices["config"]);
        AtMost(requests, MaxRequests);
        var names = default(SeenTexts);
        for (var i = 0; i < requests.Count; i++)
        {
            Request(requests[i]);
            if (!names.Add(requests[i]["name"].Text))
            {
                requests[i]["name"].Duplicate(requests[i]["name"].Text);
            }
        }

        var known = new NamedItems(requests);
        AtMost(constraints, MaxConstraints);
        for (var i = 0; i < constraints.Count; i++)
        {
            Names(constraints[i]["requests"], known);
            Constraint(constraints[i]);
        }

        AtMost(config, MaxConfigs);
        for (var i = 0; i < config.Count; i++)
        {
            Names(config[i]["requests"], known);
            DeviceRules.Opaque(config[i]);
        }
    }

    public static void AtMost(Field list, int most)
    {
        if (list.Count > most)
        {
            list.TooMany(list.Count, most);
        }
    }

    private static void Request(Field request)
    {
        request["name"].RequireAndObey(NameRules.Dns1123Label);
        var (exactly, first) = (request["exactly"], request["firstAvailable"]);
        if (exactly.IsSet && first.Count > 0)
        {
            request.Invalid(Api.Documents.Value.Null, "exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set");
        }
        else if (!exactly.IsSet && first.Count == 0)
        {
            request.Required("exactly one of `exactly` or `firstAvailable` is required");
        }

        if (exactly.IsSet)
        {
            Devices(exactly);
        }

        AtMost(first, MaxSubRequests);
        var names = default(SeenTexts);
        for (var i = 0; i < first.Count; i++)
        {
            first[i]["name"].RequireAndObey(NameRules.Dns1123Label);
            Devices(first[i]);
            if (!names.Add(first[i]["name"].Text))
            {
                first[i]["name"].Duplicate(first[i]["name"].Text);
            }
        }
    }

    private static void Devices(Field request)
    {
        request["deviceClassName"].RequireAndObey(NameRules.Dns1123Subdomain);
        DeviceRules.Selectors(request["selectors"]);
        var (mode, count) = (request["allocationMode"], request["count"]);
        switch (mode.Text)
        {
            case "All":
                if (count.Number != 0)
                {
                    count.Invalid("must not be specified when allocationMode is 'All'");
                }

                break;
            case "ExactCount":
                if (count.Number <= 0)
                {
                    count.Invalid(count.Number, "must be greater than zero");
                }

                break;
            default:
                mode.NotSupported(Modes);
                break;
        }

        AtMost(request["tolerations"], MaxTolerations);
        for (var i = 0; i < request["tolerations"].Count; i++)
        {
            DeviceRules.Toleration(request["tolerations"][i]);
        }
    }

    private static void Constraint(Field constraint)
    {
        var (match, distinct) = (constraint["matchAttribute"], constraint["distinctAttribute"]);
        if (!match.IsSet && !distinct.IsSet)
        {
            constraint.Required("one of: matchAttribute, distinctAttribute");
        }

        if (match.IsSet)
        {
            DeviceRules.QualifiedName(match);
        }

        if (distinct.IsSet)
        {
            DeviceRules.QualifiedName(distinct);
        }
    }

    private static void Names(Field names, NamedItems requests)
    {
        AtMost(names, MaxRequests);
        for (var i = 0; i < names.Count; i++)
        {
            if (!requests.Has(names[i].Text.Split('/')[0]))
            {
                names[i].Invalid("must be the name of a request in the claim or the name of a request and a subrequest separated by '/'");
            }
        }
    }
}
