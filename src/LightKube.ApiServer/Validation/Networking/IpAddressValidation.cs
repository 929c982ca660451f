using LightKube.Api.Networking.V1;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Networking;

/// <summary>IPAddresses: who has which cluster address.</summary>
internal sealed class IpAddressValidation() : KindValidation(IPAddress.Schema)
{
    protected override void Validate(Field obj)
    {
        var parent = obj["spec"]["parentRef"];
        if (!parent.IsSet)
        {
            parent.Required();
            return;
        }

        parent["group"].ObeyIfAny(NameRules.Dns1123Subdomain);
        parent["resource"].RequireAndObey(NameRules.PathSegment);
        parent["name"].RequireAndObey(NameRules.PathSegment);
        parent["namespace"].ObeyIfAny(NameRules.PathSegment);
    }

    protected override void ValidateUpdate(Field obj, Field old)
    {
        Validate(obj);
        obj["spec"]["parentRef"].BeUnchanged(old["spec"]["parentRef"]);
    }
}
