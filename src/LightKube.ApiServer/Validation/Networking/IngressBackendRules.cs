using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Networking;

/// <summary>Where an Ingress leads: a port of a service, or some other object.</summary>
internal static class IngressBackendRules
{
    public static void Validate(Field backend)
    {
        var (service, resource) = (backend["service"], backend["resource"]);
        if (service.IsSet && resource.IsSet)
        {
            backend.Invalid("", "cannot set both resource and service backends");
        }
        else if (resource.IsSet)
        {
            Reference(resource);
        }
        else if (service.IsSet)
        {
            Service(service, backend);
        }
        else
        {
            backend.Invalid("", "resource or service backend is required");
        }
    }

    private static void Service(Field service, Field backend)
    {
        service["name"].RequireAndObey(NameRules.Dns1035Label);
        var (name, number) = (service["port"]["name"], service["port"]["number"]);
        if (name.HasText && number.Number != 0)
        {
            backend.Invalid("", "cannot set both port name & port number");
        }
        else if (name.HasText)
        {
            name.Obey(NameRules.PortName);
        }
        else if (number.Number != 0)
        {
            number.BePort();
        }
        else
        {
            backend.Required("port name or number is required");
        }
    }

    /// <summary>A reference to an object of any kind, within the namespace.</summary>
    public static void Reference(Field reference)
    {
        reference["apiGroup"].ObeyIfAny(NameRules.Dns1123Subdomain);
        Segment(reference["kind"], "kind is required");
        Segment(reference["name"], "name is required");
    }

    private static void Segment(Field text, string problem)
    {
        text.Require(problem);
        text.ObeyIfAny(NameRules.PathSegment);
    }
}
