using LightKube.Api.FlowControl.V1;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Flow;

/// <summary>FlowSchemas: which requests belong together.</summary>
internal sealed class FlowSchemaValidation() : KindValidation(FlowSchema.Schema)
{
    private const int MaxPrecedence = 10_000;

    private static readonly string[] Methods = ["ByNamespace", "ByUser"];

    protected override void Validate(Field obj)
    {
        var (spec, precedence) = (obj["spec"], obj["spec"]["matchingPrecedence"]);
        if (precedence.Number <= 0)
        {
            precedence.Invalid(precedence.Number, "must be a positive value");
        }

        if (precedence.Number > MaxPrecedence)
        {
            precedence.Invalid($"must not be greater than {MaxPrecedence}");
        }

        if (precedence.Number == 1 && obj["metadata"]["name"].Text != "exempt")
        {
            precedence.Invalid("only the schema named 'exempt' may have matchingPrecedence 1");
        }

        if (spec["distinguisherMethod"].IsSet)
        {
            spec["distinguisherMethod"]["type"].BeOneOf(Methods);
        }

        var level = spec["priorityLevelConfiguration"]["name"];
        level.Require("must reference a priority level");
        level.ObeyIfAny(NameRules.Dns1123Subdomain);
        for (var i = 0; i < spec["rules"].Count; i++)
        {
            FlowRules.Validate(spec["rules"][i]);
        }
    }

    protected override void ValidateStatus(Field obj, Field old) => FlowRules.Conditions(obj["status"]["conditions"]);
}
