using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Networking.V1;
using LightKube.ApiServer.Strategies.Rules;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>Ingresses.</summary>
public sealed class IngressStrategy() : DefaultStrategy(Ingress.Schema)
{
    protected override void OnCreate(Document document) => document.Root.GetOrAddMap("status").Set("loadBalancer", new DocMap());

    protected override void ValidateObject(Document document, FieldErrors errors)
    {
        var spec = document.As<Ingress>().Spec;
        if (spec.Rules.Count == 0 && !spec.DefaultBackend.IsPresent)
        {
            errors.Invalid(FieldPath.Spec, default, "either `defaultBackend` or `rules` must be specified");
        }

        if (spec.DefaultBackend.IsPresent)
        {
            Backend(spec.DefaultBackend, FieldPath.Spec.Child("defaultBackend"), errors);
        }

        for (var i = 0; i < spec.Rules.Count; i++)
        {
            Rule(spec.Rules[i], FieldPath.Spec.Child("rules", i), errors);
        }

        for (var i = 0; i < spec.Tls.Count; i++)
        {
            foreach (var host in spec.Tls[i].Hosts)
            {
                Host(host, FieldPath.Spec.Child("tls", i).Child("hosts"), errors);
            }
        }
    }

    private static void Rule(IngressRule rule, FieldPath path, FieldErrors errors)
    {
        if (rule.Host.Length > 0)
        {
            Host(rule.Host, path.Child("host"), errors);
        }

        var paths = rule.Http.Paths;
        if (rule.Http.IsPresent && paths.Count == 0)
        {
            errors.Required(path.Child("http").Child("paths"));
        }

        for (var i = 0; i < paths.Count; i++)
        {
            var at = path.Child("http").Child("paths", i);
            var item = paths[i];
            if (item.PathType is null or "")
            {
                errors.Required(at.Child("pathType"), "pathType must be specified");
            }
            else if (item.PathType is not ("Exact" or "Prefix" or "ImplementationSpecific"))
            {
                errors.NotSupported(at.Child("pathType"), item.PathType, "Exact", "ImplementationSpecific", "Prefix");
            }
            else if (item.PathType != "ImplementationSpecific" && !item.Path.StartsWith('/'))
            {
                errors.Invalid(at.Child("path"), item.Path, "must be an absolute path");
            }

            Backend(item.Backend, at.Child("backend"), errors);
        }
    }

    private static void Host(string host, FieldPath path, FieldErrors errors)
    {
        if (ValueRules.DnsSubdomain(host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host) is { } problem)
        {
            errors.Invalid(path, host, problem);
        }
    }

    private static void Backend(IngressBackend backend, FieldPath path, FieldErrors errors)
    {
        if (backend.Service.IsPresent == backend.Resource.IsPresent)
        {
            if (backend.Service.IsPresent)
            {
                errors.Invalid(path, default, "cannot set both resource and service backends");
            }
            else
            {
                errors.Required(path, "resource or service backend is required");
            }

            return;
        }

        if (!backend.Service.IsPresent)
        {
            return;
        }

        var at = path.Child("service");
        if (backend.Service.Name.Length == 0)
        {
            errors.Required(at.Child("name"));
        }
        else if (ValueRules.Dns1035Label(backend.Service.Name) is { } problem)
        {
            errors.Invalid(at.Child("name"), backend.Service.Name, problem);
        }

        var port = backend.Service.Port;
        if (port.Name.Length > 0 && port.Number != 0)
        {
            errors.Invalid(at.Child("port"), port.ToValue(), "cannot set both port name & port number");
        }
        else if (port.Name.Length == 0 && port.Number == 0)
        {
            errors.Required(at, "port name or number is required");
        }
        else if (port.Number != 0 && ValueRules.PortNumber(port.Number) is { } numberProblem)
        {
            errors.Invalid(at.Child("port").Child("number"), port.Number, numberProblem);
        }
    }
}
