using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Pods;

/// <summary>What may be reported about a pod.</summary>
internal static class PodStatusValidation
{
    public static void Validate(Field obj, Field old)
    {
        var (status, before) = (obj["status"], old["status"]);
        Conditions(obj["metadata"], status["conditions"]);
        if (status["nominatedNodeName"].Text != before["nominatedNodeName"].Text)
        {
            status["nominatedNodeName"].ObeyIfAny(NameRules.Dns1123Subdomain);
        }

        status["qosClass"].BeUnchanged(before["qosClass"]);
        var policy = old["spec"]["restartPolicy"].Text;
        Transitions(status["containerStatuses"], before["containerStatuses"], new NamedItems(old["spec"]["containers"]), policy);
        Transitions(status["initContainerStatuses"], before["initContainerStatuses"], new NamedItems(old["spec"]["initContainers"]), policy);
        Transitions(status["ephemeralContainerStatuses"], before["ephemeralContainerStatuses"], new NamedItems(old["spec"]["ephemeralContainers"]), "Never");
        ClaimStatuses(status["resourceClaimStatuses"], new NamedItems(obj["spec"]["resourceClaims"]));
        Addresses(status["podIPs"]);
        HostAddresses(status);
    }

    // Upstream places them under metadata.
    private static void Conditions(Field metadata, Field conditions)
    {
        for (var i = 0; i < conditions.Count; i++)
        {
            var type = conditions[i]["type"].Text;
            if (type is not ("PodScheduled" or "Ready" or "Initialized") && NameRules.QualifiedName(type).Count > 0)
            {
                metadata.Named("conditions")[i].Below("Type", type).Obey(NameRules.QualifiedName);
            }
        }
    }

    // A container that has ended for good stays ended.
    private static void Transitions(Field statuses, Field before, NamedItems containers, string policy)
    {
        var going = default(SeenTexts);
        for (var i = 0; i < statuses.Count; i++)
        {
            if (!statuses[i]["state"]["terminated"].IsSet)
            {
                going.Add(statuses[i]["name"].Text);
            }
        }

        for (var i = 0; i < before.Count; i++)
        {
            var (name, ended) = (before[i]["name"].Text, before[i]["state"]["terminated"]);
            if (ended.IsSet && going.Contains(name) && !MayRestart(containers.Find(name), policy, ended["exitCode"].Number))
            {
                statuses[i]["state"].Forbidden("may not be transitioned to non-terminated state");
            }
        }
    }

    private static bool MayRestart(Field container, string policy, long exitCode) => container["restartPolicy"].IsSet
        ? container["restartPolicyRules"].Count > 0 || Restarts(container["restartPolicy"].Text, exitCode)
        : Restarts(policy, exitCode);

    private static bool Restarts(string policy, long exitCode) => policy == "Always" || (policy == "OnFailure" && exitCode != 0);

    private static void ClaimStatuses(Field statuses, NamedItems claims)
    {
        var names = default(SeenTexts);
        for (var i = 0; i < statuses.Count; i++)
        {
            var name = statuses[i]["name"];
            if (!claims.Has(name.Text))
            {
                name.Invalid("must match the name of an entry in `spec.resourceClaims`");
            }

            if (!names.Add(name.Text))
            {
                name.Duplicate();
            }

            if (statuses[i]["resourceClaimName"].HasText)
            {
                name.With(statuses[i]["resourceClaimName"].Value).Obey(NameRules.Dns1123Subdomain);
            }
        }
    }

    private static void HostAddresses(Field status)
    {
        var addresses = status["hostIPs"];
        if (addresses.Count > 0 && addresses[0]["ip"].Text != status["hostIP"].Text)
        {
            addresses[0]["ip"].Invalid("must be equal to `hostIP`");
        }

        Addresses(addresses);
    }

    /// <summary>At most one of each family.</summary>
    private static void Addresses(Field addresses)
    {
        var (four, six) = (0, 0);
        var seen = default(SeenTexts);
        for (var i = 0; i < addresses.Count; i++)
        {
            var ip = addresses[i]["ip"].Text;
            addresses[i].With(ip).Obey(AddressRules.Address);
            four += AddressRules.IsSix(ip) ? 0 : 1;
            six += AddressRules.IsSix(ip) ? 1 : 0;
            if (!seen.Add(ip))
            {
                addresses[i].Duplicate(addresses[i].Value);
            }
        }

        if (four > 1 || six > 1)
        {
            addresses.Invalid("may specify no more than one IP for each IP family");
        }
    }
}
