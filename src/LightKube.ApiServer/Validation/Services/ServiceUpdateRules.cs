using LightKube.Api.Documents;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Services;

/// <summary>What of a service stays, once it has it.</summary>
internal static class ServiceUpdateRules
{
    private const string Fixed = "may not change once set";

    public static void Validate(Field service, Field old)
    {
        var (spec, before) = (service["spec"], old["spec"]);
        var (form, oldForm) = (new ServiceForm(service), new ServiceForm(old));
        if (form.Type != "ExternalName" && oldForm.Type != "ExternalName")
        {
            if (!form.IsHeadless || !oldForm.IsHeadless)
            {
                Addresses(spec, before);
            }

            if (!form.IsHeadless && !oldForm.IsHeadless)
            {
                Families(spec, before);
            }
        }

        if (form.Type == "LoadBalancer" && oldForm.Type == "LoadBalancer" && !spec["loadBalancerClass"].Same(before["loadBalancerClass"]))
        {
            spec["loadBalancerClass"].Invalid(spec["loadBalancerClass"].Value, Fixed);
        }

        if (form.NeedsHealthCheck && oldForm.NeedsHealthCheck && spec["healthCheckNodePort"].Number != before["healthCheckNodePort"].Number)
        {
            spec["healthCheckNodePort"].Forbidden("field is immutable");
        }
    }

    private static void Addresses(Field spec, Field before)
    {
        var (addresses, old) = (spec["clusterIPs"], before["clusterIPs"]);
        if (addresses.Count == old.Count)
        {
            for (var i = 0; i < old.Count; i++)
            {
                Stay(addresses, old, i);
            }

            return;
        }

        if (addresses.Count == 0)
        {
            addresses[0].Invalid(Value.Null, "primary clusterIP can not be unset");
        }
        else if (old.Count > 0)
        {
            Stay(addresses, old, 0);
        }

        if (addresses.Count == 1 && old.Count > 1)
        {
            Downgrade(spec["ipFamilyPolicy"], "clusterIP");
        }
    }

    private static void Families(Field spec, Field before)
    {
        var (families, old) = (spec["ipFamilies"], before["ipFamilies"]);
        if (families.Count == old.Count)
        {
            for (var i = 0; i < old.Count; i++)
            {
                if (families[i].Text != old[i].Text)
                {
                    families[0].Invalid(families.Value, Fixed);
                }
            }

            return;
        }

        if (old.Count > families.Count && spec["clusterIPs"].Count == 0)
        {
            families[0].Invalid(families.Value, "primary ipFamily can not be unset");
        }

        if (old.Count > 0 && families.Count > 0 && families[0].Text != old[0].Text)
        {
            families[0].Invalid(spec["clusterIPs"].Value, Fixed);
        }

        if (families.Count == 1 && old.Count > 1)
        {
            Downgrade(spec["ipFamilyPolicy"], "ipFamily");
        }
    }

    private static void Stay(Field addresses, Field old, int index)
    {
        if (addresses[index].Text != old[index].Text)
        {
            addresses[index].Invalid(addresses.Value, Fixed);
        }
    }

    private static void Downgrade(Field policy, string what)
    {
        if (policy.Text != "SingleStack")
        {
            policy.Invalid(policy.Value, $"must be set to 'SingleStack' when releasing the secondary {what}");
        }
    }
}
