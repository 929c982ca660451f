using LightKube.Api.Core.V1;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Config;

/// <summary>ResourceQuotas.</summary>
internal sealed class ResourceQuotaValidation() : KindValidation(ResourceQuota.Schema)
{
    protected override void Validate(Field obj)
    {
        var spec = obj["spec"];
        Amounts(spec["hard"]);
        QuotaScopeRules.Scopes(spec);
        if (spec["scopeSelector"].IsSet)
        {
            QuotaScopeRules.Selector(spec);
        }
    }

    protected override void ValidateCreate(Field obj)
    {
        Validate(obj);
        ValidateStatus(obj, obj);
    }

    protected override void ValidateUpdate(Field obj, Field old)
    {
        Validate(obj);
        var (scopes, before) = (obj["spec"]["scopes"], old["spec"]["scopes"]);
        if (!AllIn(scopes, before) || !AllIn(before, scopes))
        {
            scopes.Invalid(scopes.Value, FieldRules.Immutable);
        }
    }

    protected override void ValidateStatus(Field obj, Field old)
    {
        Amounts(obj["status"]["hard"]);
        Amounts(obj["status"]["used"]);
    }

    private static void Amounts(Field amounts)
    {
        foreach (ref readonly var entry in amounts.Entries)
        {
            amounts.Entry(entry.Key).BeQuotaResourceName(entry.Key);
            amounts.Entry(entry.Key).BeAmountOf(entry.Key);
        }
    }

    private static bool AllIn(Field scopes, Field others)
    {
        for (var i = 0; i < scopes.Count; i++)
        {
            if (!others.Contains(scopes[i].Text))
            {
                return false;
            }
        }

        return true;
    }
}
