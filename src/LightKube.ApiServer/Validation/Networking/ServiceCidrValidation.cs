using LightKube.Api.Networking.V1;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Networking;

/// <summary>ServiceCIDRs: from where cluster addresses come.</summary>
internal sealed class ServiceCidrValidation() : KindValidation(ServiceCIDR.Schema)
{
    protected override void Validate(Field obj)
    {
        var cidrs = obj["spec"]["cidrs"];
        if (cidrs.Count == 0)
        {
            cidrs.Required("at least one CIDR required");
            return;
        }

        if (cidrs.Count > 2)
        {
            cidrs.Invalid(obj["spec"].Value, "may only hold up to 2 values");
            return;
        }

        for (var i = 0; i < cidrs.Count; i++)
        {
            cidrs[i].Obey(AddressRules.CanonicalNetwork);
        }

        if (cidrs.Count == 2 && cidrs[0].Text.Contains(':') == cidrs[1].Text.Contains(':'))
        {
            cidrs.Invalid(obj["spec"].Value, "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/96");
        }
    }

    protected override void ValidateUpdate(Field obj, Field old)
    {
        var (cidrs, before) = (obj["spec"]["cidrs"], old["spec"]["cidrs"]);
        Validate(obj);

        // A second family may come, and go again.
        if (before.Count > 0 && (cidrs.Count == 0 || cidrs[0].Text != before[0].Text))
        {
            cidrs[0].Invalid(cidrs[0].Value, FieldRules.Immutable);
        }
        else if (before.Count == 2 && cidrs.Count == 2 && cidrs[1].Text != before[1].Text)
        {
            cidrs[1].Invalid(FieldRules.Immutable);
        }
    }
}
