using LightKube.Api.Validation;
using LightKube.ApiServer.Validation.Containers;
using LightKube.ApiServer.Validation.Volumes;

namespace LightKube.ApiServer.Validation.Pods;

/// <summary>The rules about a pod's spec, for pods and for templates, in upstream's order.</summary>
internal static class PodSpecValidation
{
    private static readonly string[] RestartPolicies = ["Always", "OnFailure", "Never"];
    private static readonly string[] DnsPolicies = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];
    private static readonly string[] PreemptionPolicies = ["PreemptLowerPriority", "Never"];

    public static void Validate(Field spec, PodSetting setting)
    {
        if (!spec["terminationGracePeriodSeconds"].IsSet)
        {
            spec["terminationGracePeriodSeconds"].Required();
        }

        var volumes = VolumeValidation.Validate(spec["volumes"], setting);
        ClaimValidation.Validate(spec["resourceClaims"]);
        ContainerListValidation.Validate(spec, volumes);
        PodResourcesValidation.Validate(spec);
        HostPorts(spec, setting);
        spec["restartPolicy"].RequireOneOf(RestartPolicies);
        spec["dnsPolicy"].RequireOneOf(DnsPolicies);
        spec["nodeSelector"].BeLabels();
        PodSecurityValidation.Validate(spec);
        AffinityValidation.Validate(spec["affinity"]);
        PodDnsValidation.Validate(spec);
        SchedulingValidation.Gates(spec);
        SpreadValidation.Validate(spec["topologySpreadConstraints"]);
        WindowsValidation.HostProcess(spec);
        HostUsers(spec);
        Names(spec);
        Overhead(spec["overhead"]);
        OsValidation.Validate(spec);
    }

    private static void Names(Field spec)
    {
        spec["serviceAccountName"].ObeyIfAny(NameRules.Dns1123Subdomain);
        spec["nodeName"].ObeyIfAny(NameRules.Dns1123Subdomain);
        var deadline = spec["activeDeadlineSeconds"];
        if (deadline.IsSet)
        {
            deadline.BeWithin(1, int.MaxValue);
        }

        spec["hostname"].ObeyIfAny(NameRules.Dns1123Label);
        HostnameOverride(spec);
        spec["subdomain"].ObeyIfAny(NameRules.Dns1123Label);
        SchedulingValidation.Tolerations(spec["tolerations"]);
        PodDnsValidation.HostAliases(spec["hostAliases"]);
        spec["priorityClassName"].ObeyIfAny(NameRules.Dns1123Subdomain);
        if (spec["runtimeClassName"].IsSet)
        {
            spec["runtimeClassName"].Obey(NameRules.Dns1123Subdomain);
        }

        if (spec["preemptionPolicy"].IsSet)
        {
            spec["preemptionPolicy"].RequireOneOf(PreemptionPolicies);
        }
    }

    /// <summary>What a pod may call itself within its containers; longer than a label, as long as Linux takes it.</summary>
    private static void HostnameOverride(Field spec)
    {
        const int MaxLinuxName = 64;
        var name = spec["hostnameOverride"];
        if (!name.IsSet)
        {
            return;
        }

        name.Obey(NameRules.Dns1123Subdomain);
        if (name.Text.Length > MaxLinuxName)
        {
            name.TooLong(MaxLinuxName);
        }

        if (spec["hostNetwork"].IsTrue)
        {
            name.Forbidden("may not be specified when `hostNetwork` is true");
        }

        if (spec["setHostnameAsFQDN"].IsTrue)
        {
            name.Forbidden("may not be specified when `setHostnameAsFQDN` is true");
        }
    }

    // A template's ports are still to be filled in; a pod's are.
    private static void HostPorts(Field spec, PodSetting setting)
    {
        if (!spec["hostNetwork"].IsTrue)
        {
            return;
        }

        var containers = spec["containers"];
        for (var i = 0; i < containers.Count; i++)
        {
            var ports = containers[i]["ports"];
            for (var j = 0; j < ports.Count; j++)
            {
                var host = ports[j]["hostPort"];
                if ((setting.IsPod || host.Number != 0) && host.Number != ports[j]["containerPort"].Number)
                {
                    host.Invalid(host.Number, "must match `containerPort` when `hostNetwork` is true");
                }
            }
        }
    }

    private static void HostUsers(Field spec)
    {
        if (!spec["hostUsers"].IsSet || spec["hostUsers"].IsTrue)
        {
            return;
        }

        const string Why = "when `pod.Spec.HostUsers` is false";
        if (spec["hostNetwork"].IsTrue)
        {
            spec["hostNetwork"].Forbidden(Why);
        }

        if (spec["hostPID"].IsTrue)
        {
            spec.Named("HostPID").Forbidden(Why);
        }

        if (spec["hostIPC"].IsTrue)
        {
            spec.Named("HostIPC").Forbidden(Why);
        }
    }

    private static void Overhead(Field overhead)
    {
        foreach (ref readonly var entry in overhead.Entries)
        {
            var at = overhead.Named("limits").Entry(entry.Key).With(entry.Value);
            at.BeContainerResourceName(entry.Key);
            at.BeAmountOf(entry.Key);
        }
    }
}
