using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Services;

/// <summary>Where a load balancer is said to be reached: of Services and of Ingresses.</summary>
internal static class LoadBalancerStatusRules
{
    private static readonly string[] Modes = ["Proxy", "VIP"];

    public static void OfService(Field service)
    {
        var points = service["status"]["loadBalancer"]["ingress"];
        if (service["spec"]["type"].Text != "LoadBalancer" && points.Count > 0)
        {
            points.Forbidden("may only be used when `spec.type` is 'LoadBalancer'");
            return;
        }

        for (var i = 0; i < points.Count; i++)
        {
            var (address, mode) = (points[i]["ip"], points[i]["ipMode"]);
            address.ObeyIfAny(AddressRules.Address);
            if (!mode.IsSet)
            {
                if (address.HasText)
                {
                    mode.Required("must be specified when `ip` is set");
                }
            }
            else if (!address.HasText)
            {
                mode.Forbidden("may not be specified when `ip` is not set");
            }
            else
            {
                mode.BeOneOf(Modes);
            }

            HostName(points[i]["hostname"]);
        }
    }

    public static void OfIngress(Field points)
    {
        for (var i = 0; i < points.Count; i++)
        {
            points[i]["ip"].ObeyIfAny(AddressRules.Address);
            HostName(points[i]["hostname"]);
        }
    }

    private static void HostName(Field name)
    {
        name.ObeyIfAny(NameRules.Dns1123Subdomain);
        if (name.HasText && AddressRules.IsAddress(name.Text))
        {
            name.Invalid("must be a DNS name, not an IP address");
        }
    }
}
