using System.Net;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Strategies.Services;

/// <summary>Gives a service the addresses and node ports that it needs and does not have. All or nothing: what was taken for a service that is refused is given back.</summary>
internal sealed class ServiceAllocation(ServiceNetwork network)
{
    /// <param name="document">For messages.</param>
    /// <param name="service">The new service, mutable.</param>
    /// <param name="old">The stored one, whose addresses it has already; null for a create.</param>
    /// <exception cref="ApiException">Invalid: out of range, taken, or none is left.</exception>
    public void Allocate(Document document, Service service, Service? old)
    {
        var errors = new FieldErrors();
        Families(service);
        if (ServiceShape.NeedsAddress(service))
        {
            Addresses(service, errors);
        }

        if (ServiceShape.NeedsNodePorts(service))
        {
            Ports(service, errors);
        }

        if (ServiceShape.NeedsHealthPort(service))
        {
            HealthPort(service, errors);
        }

        if (errors.Any)
        {
            network.Release(service, old);
            errors.ThrowIfAny(document);
        }
    }

    private void Families(Service service)
    {
        var spec = service.Spec;
        if (spec.Type == "ExternalName")
        {
            return;
        }

        // A headless service without a selector has whatever addresses its endpoints have.
        var isOpen = ServiceShape.IsHeadless(service) && spec.Selector.Count == 0;
        spec.IpFamilyPolicy ??= isOpen ? "RequireDualStack" : spec.ClusterIPs.Count > 1 || spec.IpFamilies.Count > 1 ? "RequireDualStack" : "SingleStack";
        if (spec.IpFamilies.Count == 0)
        {
            foreach (var text in spec.ClusterIPs)
            {
                if (IPAddress.TryParse(text, out var address))
                {
                    spec.IpFamilies.Add(ServiceNetwork.NameOf(address.AddressFamily));
                }
            }
        }

        if (spec.IpFamilies.Count == 0)
        {
            spec.IpFamilies.Add(network.Families[0]);
        }

        if (spec.IpFamilyPolicy != "SingleStack" && spec.IpFamilies.Count == 1 && (network.Families.Count > 1 || isOpen))
        {
            spec.IpFamilies.Add(spec.IpFamilies[0] == "IPv4" ? "IPv6" : "IPv4");
        }
        else if (spec.IpFamilyPolicy == "SingleStack" && spec.IpFamilies.Count > 1 && spec.ClusterIPs.Count <= 1)
        {
            spec.IpFamilies.RemoveAt(1);
        }
    }

    private void Addresses(Service service, FieldErrors errors)
    {
        var spec = service.Spec;
        var path = FieldPath.Spec.Child("clusterIPs");
        for (var i = 0; i < spec.IpFamilies.Count; i++)
        {
            var family = spec.IpFamilies[i];
            if (network.RangeOf(family).Length == 0)
            {
                errors.Invalid(FieldPath.Spec.Child("ipFamilies", i), family, "not configured on this cluster");
            }
            else if (i < spec.ClusterIPs.Count)
            {
                Claim(service, family, spec.ClusterIPs[i], path, errors);
            }
            else if (network.AllocateAddress(family, service.Key) is { } address)
            {
                spec.ClusterIPs.Add(address.ToString());
            }
            else
            {
                errors.Invalid(path, spec.Field("clusterIPs"), $"failed to allocate a serviceIP: the range {network.RangeOf(family)} is full");
            }
        }

        spec.ClusterIP = spec.ClusterIPs.Count > 0 ? spec.ClusterIPs[0] : "";
    }

    private void Claim(Service service, string family, string text, FieldPath path, FieldErrors errors)
    {
        if (!IPAddress.TryParse(text, out var address))
        {
            // Validation says what is wrong with it.
            return;
        }

        var taken = network.ClaimAddress(family, address, service.Key);
        if (taken != Taken.No)
        {
            errors.Invalid(path, service.Spec.Field("clusterIPs"), taken == Taken.OutOfRange
                ? $"failed to allocate IP {text}: the provided IP ({text}) is not in the valid range. The range of valid IPs is {network.RangeOf(family)}"
                : $"failed to allocate IP {text}: provided IP is already allocated");
        }
    }

    private void Ports(Service service, FieldErrors errors)
    {
        // First what is asked for, so that nothing chosen here gets in its way.
        for (var i = 0; i < service.Spec.Ports.Count; i++)
        {
            if (service.Spec.Ports[i].NodePort > 0)
            {
                ClaimPort(service, service.Spec.Ports[i].NodePort, FieldPath.Spec.Child("ports", i).Child("nodePort"), errors);
            }
        }

        for (var i = 0; i < service.Spec.Ports.Count; i++)
        {
            var port = service.Spec.Ports[i];
            if (port.NodePort > 0)
            {
                continue;
            }

            // The same port for TCP and UDP is one node port.
            var twin = service.Spec.Ports.Find(other => other.NodePort > 0 && other.Port == port.Port && other.Protocol != port.Protocol
                && !service.Spec.Ports.Any(any => any.NodePort == other.NodePort && any.Protocol == port.Protocol));
            if ((twin?.NodePort ?? network.AllocatePort(service.Key)) is { } found)
            {
                port.NodePort = found;
            }
            else
            {
                errors.Invalid(FieldPath.Spec.Child("ports", i).Child("nodePort"), 0, $"failed to allocate a nodePort: range {network.PortRange} is full");
            }
        }
    }

    private void HealthPort(Service service, FieldErrors errors)
    {
        if (service.Spec.HealthCheckNodePort > 0)
        {
            ClaimPort(service, service.Spec.HealthCheckNodePort, FieldPath.Spec.Child("healthCheckNodePort"), errors);
        }
        else if (network.AllocatePort(service.Key) is { } port)
        {
            service.Spec.HealthCheckNodePort = port;
        }
    }

    private void ClaimPort(Service service, int port, FieldPath path, FieldErrors errors)
    {
        switch (network.ClaimPort(port, service.Key))
        {
            case Taken.OutOfRange:
                errors.Invalid(path, port, $"provided port is not in the valid range. The range of valid ports is {network.PortRange}");
                break;
            case Taken.ByAnother:
                errors.Invalid(path, port, "provided port is already allocated");
                break;
        }
    }
}
