using LightKube.Api.Core.V1;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Services;

/// <summary>Services.</summary>
internal sealed class ServiceValidation() : KindValidation(Service.Schema)
{
    private const int MaxAffinitySeconds = 86_400;
    private const string SourceRanges = "service.beta.kubernetes.io/load-balancer-source-ranges";

    private static readonly string[] Types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
    private static readonly string[] Affinities = ["ClientIP", "None"];
    private static readonly string[] Policies = ["Cluster", "Local"];
    private static readonly string[] Distributions = ["PreferClose", "PreferSameZone", "PreferSameNode"];

    protected override void Validate(Field obj)
    {
        var (spec, form) = (obj["spec"], new ServiceForm(obj));
        Topology(obj["metadata"]["annotations"]);
        if (spec["ports"].Count == 0 && !form.IsHeadless && form.Type != "ExternalName")
        {
            spec["ports"].Required();
        }

        ByType(spec, form);
        ServicePortRules.Ports(spec["ports"]);
        spec["selector"].BeLabels();
        Affinity(spec);
        ServiceAddressRules.Validate(spec, form);
        ExternalAddresses(spec["externalIPs"]);
        spec["type"].RequireOneOf(Types);
        ServicePortRules.Together(spec["ports"], form);
        Ranges(obj);
        LoadBalancer(spec, form);
        Traffic(spec, form);
    }

    protected override void ValidateUpdate(Field obj, Field old)
    {
        ServiceUpdateRules.Validate(obj, old);
        Validate(obj);
    }

    protected override void ValidateStatus(Field obj, Field old) => LoadBalancerStatusRules.OfService(obj);

    public override void Warn(Field obj, Field old) => ServiceWarnings.Warn(obj);

    private static void Topology(Field annotations)
    {
        const string Hints = "service.kubernetes.io/topology-aware-hints";
        const string Mode = "service.kubernetes.io/topology-mode";
        if (annotations.Count > 0 && annotations.Map!.GetString(Mode) is { } mode && annotations.Map.GetString(Hints) is { } hints && mode != hints)
        {
            annotations.Entry(Mode).Invalid($"must match annotations[{Hints}] when both are specified");
        }
    }

    private static void ByType(Field spec, ServiceForm form)
    {
        if (form.Type is "LoadBalancer" or "NodePort" && form.IsHeadless)
        {
            spec["clusterIPs"][0].Invalid($"may not be set to 'None' for {form.Type} services");
        }

        if (form.Type != "ExternalName")
        {
            return;
        }

        foreach (var name in (ReadOnlySpan<string>)["clusterIPs", "ipFamilies", "ipFamilyPolicy"])
        {
            if (spec[name].IsSet && (spec[name].Value.AsList is null || spec[name].Count > 0))
            {
                spec[name].Forbidden("may not be set for ExternalName services");
            }
        }

        var alias = spec["externalName"];
        alias.With(alias.Text.EndsWith('.') ? alias.Text[..^1] : alias.Text).RequireAndObey(NameRules.Dns1123Subdomain);
    }

    private static void Affinity(Field spec)
    {
        var (affinity, config) = (spec["sessionAffinity"], spec["sessionAffinityConfig"]);
        affinity.RequireOneOf(Affinities);
        if (affinity.Text == "None" && config.IsSet)
        {
            config.Forbidden("must not be set when session affinity is None");
        }

        if (affinity.Text != "ClientIP")
        {
            return;
        }

        const string When = "when session affinity type is ClientIP";
        var seconds = config["clientIP"]["timeoutSeconds"];
        if (!config.IsSet)
        {
            config.Required(When);
        }
        else if (!config["clientIP"].IsSet)
        {
            config["clientIP"].Required(When);
        }
        else if (!seconds.IsSet)
        {
            seconds.Required(When);
        }
        else if (seconds.Number is <= 0 or > MaxAffinitySeconds)
        {
            seconds.Invalid($"must be greater than 0 and less than {MaxAffinitySeconds}");
        }
    }

    private static void ExternalAddresses(Field addresses)
    {
        for (var i = 0; i < addresses.Count; i++)
        {
            var before = addresses.Errors;
            addresses[i].Obey(AddressRules.Address);
            if (addresses.Errors == before)
            {
                addresses[i].Obey(AddressRules.NotSpecial);
            }
        }
    }

    private static void Ranges(Field obj)
    {
        const string Only = "may only be used when `type` is 'LoadBalancer'";
        var (ranges, annotations) = (obj["spec"]["loadBalancerSourceRanges"], obj["metadata"]["annotations"]);
        var isBalancer = obj["spec"]["type"].Text == "LoadBalancer";
        if (ranges.Count > 0)
        {
            // So upstream writes it.
            var at = obj["spec"].Below("LoadBalancerSourceRanges", ranges.Value);
            if (!isBalancer)
            {
                at.Forbidden(Only);
            }

            for (var i = 0; i < ranges.Count; i++)
            {
                at[i].With(ranges[i].Text.Trim()).Obey(AddressRules.Network);
            }
        }
        else if (annotations.Map?.GetString(SourceRanges) is { } text)
        {
            var at = annotations.Entry(SourceRanges);
            if (!isBalancer)
            {
                at.Forbidden(Only);
            }

            foreach (var range in text.Trim().Length == 0 ? [] : text.Split(','))
            {
                at.With(range.Trim()).Obey(AddressRules.Network);
            }
        }
    }

    private static void LoadBalancer(Field spec, ServiceForm form)
    {
        var (allocates, name) = (spec["allocateLoadBalancerNodePorts"], spec["loadBalancerClass"]);
        if (form.Type == "LoadBalancer")
        {
            if (name.IsSet)
            {
                name.Obey(NameRules.QualifiedName);
            }

            return;
        }

        if (allocates.IsSet)
        {
            allocates.Forbidden("may only be used when `type` is 'LoadBalancer'");
        }

        if (name.IsSet)
        {
            name.Forbidden("may only be used when `type` is 'LoadBalancer'");
        }
    }

    private static void Traffic(Field spec, ServiceForm form)
    {
        var (external, health) = (spec["externalTrafficPolicy"], spec["healthCheckNodePort"]);
        if (form.IsReachedFromOutside)
        {
            external.RequireOneOf(Policies);
        }
        else if (external.HasText)
        {
            external.Invalid("may only be set for externally-accessible services");
        }

        if (!form.NeedsHealthCheck)
        {
            if (health.Number != 0)
            {
                health.Invalid("may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
            }
        }
        else if (health.Number == 0)
        {
            health.Required();
        }
        else
        {
            health.BePort();
        }

        if (form.Type != "ExternalName" && !spec["internalTrafficPolicy"].IsSet)
        {
            spec["internalTrafficPolicy"].Required();
        }

        spec["internalTrafficPolicy"].BeOneOfIfSet(Policies);
        spec["trafficDistribution"].BeOneOfIfSet(Distributions);
    }
}
