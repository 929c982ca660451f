using LightKube.Api.Networking.V1;
using LightKube.Api.Validation;
using LightKube.ApiServer.Validation.Services;

namespace LightKube.ApiServer.Validation.Networking;

/// <summary>Ingresses.</summary>
internal sealed class IngressValidation() : KindValidation(Ingress.Schema)
{
    private const string ClassAnnotation = "kubernetes.io/ingress.class";

    protected override void ValidateCreate(Field obj)
    {
        var annotation = obj["metadata"]["annotations"].Map?.GetString(ClassAnnotation);
        var name = obj["spec"]["ingressClassName"];
        if (annotation is not null && name.IsSet && annotation != name.Text)
        {
            obj.Named("annotations").Named(ClassAnnotation).Invalid(annotation, "must match `ingressClassName` when both are specified");
        }

        Validate(obj);
    }

    protected override void Validate(Field obj)
    {
        var (spec, rules) = (obj["spec"], obj["spec"]["rules"]);
        if (rules.Count == 0 && !spec["defaultBackend"].IsSet)
        {
            spec.Invalid(rules.Value, "either `defaultBackend` or `rules` must be specified");
        }

        if (spec["defaultBackend"].IsSet)
        {
            IngressBackendRules.Validate(spec["defaultBackend"]);
        }

        for (var i = 0; i < rules.Count; i++)
        {
            IngressRuleRules.Validate(rules[i]);
        }

        Tls(spec["tls"]);
        if (spec["ingressClassName"].IsSet)
        {
            spec["ingressClassName"].Obey(NameRules.Dns1123Subdomain);
        }
    }

    protected override void ValidateStatus(Field obj, Field old) => LoadBalancerStatusRules.OfIngress(obj["status"]["loadBalancer"]["ingress"]);

    public override void Warn(Field obj, Field old)
    {
        var annotations = obj["metadata"]["annotations"];
        if (!old.IsSet && annotations.Map?.Contains(ClassAnnotation) == true)
        {
            annotations.WarnAsIs($"annotation \"{ClassAnnotation}\" is deprecated, please use 'spec.ingressClassName' instead");
        }
    }

    private static void Tls(Field tls)
    {
        for (var i = 0; i < tls.Count; i++)
        {
            var hosts = tls[i]["hosts"];
            for (var j = 0; j < hosts.Count; j++)
            {
                hosts[j].Obey(hosts[j].Text.Contains('*') ? NameRules.WildcardSubdomain : NameRules.Dns1123Subdomain);
            }

            tls[i]["secretName"].ObeyIfAny(NameRules.Dns1123Subdomain);
        }
    }
}
