using LightKube.Api.Documents;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Services;

/// <summary>Cluster addresses of services and their families.</summary>
internal static class ServiceAddressRules
{
    private static readonly string[] Families = ["IPv4", "IPv6"];
    private static readonly string[] Policies = ["PreferDualStack", "RequireDualStack", "SingleStack"];

    public static void Validate(Field spec, ServiceForm form)
    {
        if (form.Type == "ExternalName")
        {
            return;
        }

        var (addresses, families) = (spec["clusterIPs"], spec["ipFamilies"]);
        First(spec["clusterIP"].Text, addresses);
        OfFamilies(families);
        spec["ipFamilyPolicy"].BeOneOfIfSet(Policies);
        if (!Addresses(addresses))
        {
            return;
        }

        if (addresses.Count == 2 && AddressRules.IsSix(addresses[0].Text) == AddressRules.IsSix(addresses[1].Text))
        {
            addresses.Invalid("may specify no more than one IP for each IP family");
        }

        if (!form.IsHeadless)
        {
            Match(addresses, families);
        }
    }

    private static void First(string address, Field addresses)
    {
        if (address.Length == 0)
        {
            if (addresses.Count > 0)
            {
                addresses.Invalid("must be empty when `clusterIP` is not specified");
            }
        }
        else if (addresses.Count == 0)
        {
            addresses.Required();
        }
        else if (addresses[0].Text != address)
        {
            addresses.Invalid("first value must match `clusterIP`");
        }
    }

    private static void OfFamilies(Field families)
    {
        var seen = default(SeenTexts);
        for (var i = 0; i < families.Count; i++)
        {
            families[i].BeOneOf(Families);
            if (!seen.Add(families[i].Text))
            {
                families[i].Duplicate();
            }
        }
    }

    /// <returns>False when some are none, so that there is no use in asking more of them.</returns>
    private static bool Addresses(Field addresses)
    {
        var before = addresses.Errors;
        for (var i = 0; i < addresses.Count; i++)
        {
            if (i > 0 || addresses[i].Text != "None")
            {
                addresses[i].Obey(AddressRules.Address);
            }
            else if (addresses.Count > 1)
            {
                addresses.Invalid("'None' must be the first and only value");
            }
        }

        var areValid = addresses.Errors == before;
        if (addresses.Count > 2)
        {
            addresses.Invalid("may only hold up to 2 values");
        }

        return areValid;
    }

    private static void Match(Field addresses, Field families)
    {
        for (var i = 0; i < addresses.Count && i < families.Count; i++)
        {
            var family = families[i].Text;
            if (Families.Contains(family) && AddressRules.IsSix(addresses[i].Text) != (family == "IPv6"))
            {
                addresses[i].Invalid($"expected an {family} value as indicated by `ipFamilies[{i}]`");
            }
        }
    }
}
