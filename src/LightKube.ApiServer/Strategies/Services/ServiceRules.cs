using System.Net;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Validation;
using LightKube.ApiServer.Objects;
using LightKube.ApiServer.Strategies.Rules;

namespace LightKube.ApiServer.Strategies.Services;

/// <summary>The rules about services.</summary>
internal static class ServiceRules
{
    private const int MaxAffinitySeconds = 24 * 60 * 60;

    public static void Validate(Service service, ServiceNetwork network, FieldErrors errors)
    {
        var spec = service.Spec;
        if (spec.Ports.Count == 0 && !ServiceShape.IsHeadless(service) && spec.Type != "ExternalName")
        {
            errors.Required(FieldPath.Spec.Child("ports"));
        }

        Type(service, errors);
        Ports(service, errors);
        ObjectMetaValidation.CheckLabels(spec.Selector.Peek(), FieldPath.Spec.Child("selector"), errors);
        Addresses(service, errors);
        Families(service, network, errors);
        if (spec.SessionAffinity == "ClientIP" && spec.SessionAffinityConfig.ClientIP.TimeoutSeconds is not (> 0 and <= MaxAffinitySeconds))
        {
            errors.Invalid(
                FieldPath.Spec.Child("sessionAffinityConfig").Child("clientIP").Child("timeoutSeconds"),
                spec.SessionAffinityConfig.ClientIP.TimeoutSeconds ?? 0,
                "must be greater than 0 and less than 86400");
        }

        for (var i = 0; i < spec.LoadBalancerSourceRanges.Count; i++)
        {
            if (!IPNetwork.TryParse(spec.LoadBalancerSourceRanges[i].Trim(), out _))
            {
                errors.Invalid(FieldPath.Spec.Child("loadBalancerSourceRanges", i), spec.LoadBalancerSourceRanges[i], "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
            }
        }
    }

    public static void ValidateUpdate(Service service, Service old, FieldErrors errors)
    {
        // Nothing is kept on the way to and from ExternalName.
        if (service.Spec.Type == "ExternalName" || old.Spec.Type == "ExternalName")
        {
            return;
        }

        if (old.Spec.ClusterIPs.Count > 0 && (service.Spec.ClusterIPs.Count == 0 || service.Spec.ClusterIPs[0] != old.Spec.ClusterIPs[0]))
        {
            errors.Invalid(FieldPath.Spec.Child("clusterIPs").Index(0), service.Spec.Field("clusterIPs"), "may not change once set");
        }

        if (old.Spec.IpFamilies.Count > 0 && service.Spec.IpFamilies.Count > 0 && service.Spec.IpFamilies[0] != old.Spec.IpFamilies[0])
        {
            errors.Invalid(FieldPath.Spec.Child("ipFamilies").Index(0), service.Spec.Field("ipFamilies"), "may not change once set");
        }

        if (service.Spec.Type == "LoadBalancer" && old.Spec.Type == "LoadBalancer" && service.Spec.LoadBalancerClass != old.Spec.LoadBalancerClass)
        {
            errors.Invalid(FieldPath.Spec.Child("loadBalancerClass"), service.Spec.LoadBalancerClass, "may not change once set");
        }
    }

    private static void Type(Service service, FieldErrors errors)
    {
        var spec = service.Spec;
        if (spec.Type == "ExternalName")
        {
            if (spec.ExternalName.Length == 0)
            {
                errors.Required(FieldPath.Spec.Child("externalName"));
            }
            else if (ValueRules.DnsSubdomain(spec.ExternalName.TrimEnd('.')) is { } problem)
            {
                errors.Invalid(FieldPath.Spec.Child("externalName"), spec.ExternalName, problem);
            }

            if (spec.ClusterIP.Length > 0)
            {
                errors.Forbidden(FieldPath.Spec.Child("clusterIPs"), "may not be set for type 'ExternalName'");
            }

            return;
        }

        if (ServiceShape.IsHeadless(service) && spec.Type != "ClusterIP")
        {
            errors.Invalid(FieldPath.Spec.Child("clusterIPs").Index(0), ServiceShape.NoAddress, $"may not be set to 'None' for {spec.Type} services");
        }

        OnlyFor(spec.ExternalTrafficPolicy.Length > 0 && !ServiceShape.IsReachedFromOutside(service), "externalTrafficPolicy", spec.ExternalTrafficPolicy, "may only be set for externally-accessible services", errors);
        OnlyFor(spec.HealthCheckNodePort > 0 && !ServiceShape.NeedsHealthPort(service), "healthCheckNodePort", spec.HealthCheckNodePort, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'", errors);
        if (spec.Type != "LoadBalancer" && spec.LoadBalancerClass is not null)
        {
            errors.Forbidden(FieldPath.Spec.Child("loadBalancerClass"), "may only be used when `type` is 'LoadBalancer'");
        }

        if (spec.Type != "LoadBalancer" && spec.AllocateLoadBalancerNodePorts is not null)
        {
            errors.Forbidden(FieldPath.Spec.Child("allocateLoadBalancerNodePorts"), "may only be used when `type` is 'LoadBalancer'");
        }
    }

    private static void OnlyFor(bool isWrong, string field, Value value, string detail, FieldErrors errors)
    {
        if (isWrong)
        {
            errors.Invalid(FieldPath.Spec.Child(field), value, detail);
        }
    }

    private static void Ports(Service service, FieldErrors errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var numbers = new HashSet<(int, string)>();
        var nodePorts = new HashSet<(int, string)>();
        var ports = service.Spec.Ports;
        for (var i = 0; i < ports.Count; i++)
        {
            var port = ports[i];
            var at = FieldPath.Spec.Child("ports", i);
            if (port.Name.Length == 0 && ports.Count > 1)
            {
                errors.Required(at.Child("name"));
            }
            else if (port.Name.Length > 0)
            {
                if (ValueRules.DnsLabel(port.Name) is { } nameProblem)
                {
                    errors.Invalid(at.Child("name"), port.Name, nameProblem);
                }

                if (!names.Add(port.Name))
                {
                    errors.Duplicate(at.Child("name"), port.Name);
                }
            }

            if (ValueRules.PortNumber(port.Port) is { } problem)
            {
                errors.Invalid(at.Child("port"), port.Port, problem);
            }

            Target(port, at.Child("targetPort"), errors);
            if (!numbers.Add((port.Port, port.Protocol)))
            {
                errors.Duplicate(at, port.ToValue());
            }

            if (port.NodePort > 0 && !ServiceShape.NeedsNodePorts(service) && service.Spec.Type != "LoadBalancer")
            {
                errors.Forbidden(at.Child("nodePort"), $"may not be used when `type` is '{service.Spec.Type}'");
            }
            else if (port.NodePort > 0 && !nodePorts.Add((port.NodePort, port.Protocol)))
            {
                errors.Duplicate(at.Child("nodePort"), port.NodePort);
            }
        }
    }

    private static void Target(ServicePort port, FieldPath path, FieldErrors errors)
    {
        if (port.TargetPort is not { } target)
        {
            return;
        }

        if (target.Number is { } number && ValueRules.PortNumber(number) is { } problem)
        {
            errors.Invalid(path, number, problem);
        }
        else if (target.Text is { } text)
        {
            foreach (var nameProblem in ValueRules.PortName(text))
            {
                errors.Invalid(path, text, nameProblem);
            }
        }
    }

    private static void Addresses(Service service, FieldErrors errors)
    {
        var spec = service.Spec;
        for (var i = 0; i < spec.ClusterIPs.Count; i++)
        {
            if (spec.ClusterIPs[i] != ServiceShape.NoAddress && ValueRules.Address(spec.ClusterIPs[i]) is { } problem)
            {
                errors.Invalid(FieldPath.Spec.Child("clusterIPs", i), spec.ClusterIPs[i], problem);
            }
        }

        if (spec.ClusterIPs.Count > 0 && spec.ClusterIPs[0] != spec.ClusterIP)
        {
            errors.Invalid(FieldPath.Spec.Child("clusterIPs"), spec.Field("clusterIPs"), "first value must match `clusterIP`");
        }

        for (var i = 0; i < spec.ExternalIPs.Count; i++)
        {
            if (ValueRules.Address(spec.ExternalIPs[i]) is { } problem)
            {
                errors.Invalid(FieldPath.Spec.Child("externalIPs", i), spec.ExternalIPs[i], problem);
            }
        }
    }

    private static void Families(Service service, ServiceNetwork network, FieldErrors errors)
    {
        var spec = service.Spec;
        if (spec.IpFamilyPolicy == "RequireDualStack" && network.Families.Count < 2 && ServiceShape.NeedsAddress(service))
        {
            errors.Invalid(FieldPath.Spec.Child("ipFamilyPolicy"), spec.IpFamilyPolicy, "this cluster is not configured for dual-stack services");
        }

        if (spec.IpFamilies.Count != spec.IpFamilies.Distinct().Count())
        {
            errors.Duplicate(FieldPath.Spec.Child("ipFamilies"), spec.Field("ipFamilies"));
        }
    }
}
