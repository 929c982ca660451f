using LightKube.Api.Documents;
using LightKube.Api.Storage.V1;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Storage;

/// <summary>StorageClasses.</summary>
internal sealed class StorageClassValidation() : KindValidation(StorageClass.Schema)
{
    private static readonly string[] ReclaimPolicies = ["Delete", "Retain"];
    private static readonly string[] BindingModes = ["Immediate", "WaitForFirstConsumer"];

    protected override void ValidateCreate(Field obj)
    {
        var provisioner = obj["provisioner"];
        provisioner.Require();
        if (provisioner.HasText)
        {
            provisioner.Report(NameRules.QualifiedName(provisioner.Text.ToLowerInvariant()));
        }

        ParameterRules.Validate(obj["parameters"]);
        obj["reclaimPolicy"].BeOneOfIfAny(ReclaimPolicies);
        obj["volumeBindingMode"].RequireOneOf(BindingModes);
        Topologies(obj["allowedTopologies"]);
    }

    protected override void ValidateUpdate(Field obj, Field old)
    {
        foreach (var name in (ReadOnlySpan<string>)["parameters", "provisioner", "reclaimPolicy"])
        {
            if (!obj[name].Same(old[name]) && obj[name].Count + old[name].Count + obj[name].Text.Length + old[name].Text.Length > 0)
            {
                obj[name].Forbidden($"updates to {name} are forbidden.");
            }
        }

        obj["volumeBindingMode"].BeUnchanged(old["volumeBindingMode"]);
    }

    public override void Warn(Field obj, Field old)
    {
        var terms = obj["allowedTopologies"];
        for (var i = 0; i < terms.Count; i++)
        {
            var expressions = terms[i]["matchLabelExpressions"];
            for (var j = 0; j < expressions.Count; j++)
            {
                if (NodeLabelWarnings.Advice(expressions[j]["key"].Text) is { } advice)
                {
                    expressions[j]["key"].Warn($"{expressions[j]["key"].Text} is {advice}");
                }
            }
        }
    }

    private static void Topologies(Field terms)
    {
        var seen = new HashSet<Value>();
        for (var i = 0; i < terms.Count; i++)
        {
            var expressions = terms[i]["matchLabelExpressions"];
            var keys = default(SeenTexts);
            for (var j = 0; j < expressions.Count; j++)
            {
                Expression(expressions[j]);
                if (!keys.Add(expressions[j]["key"].Text))
                {
                    expressions[j]["key"].Duplicate();
                }
            }

            if (!seen.Add(expressions.Value))
            {
                expressions.Duplicate("");
            }
        }
    }

    private static void Expression(Field expression)
    {
        var values = expression["values"];
        if (values.Count == 0)
        {
            values.Required();
        }

        var seen = default(SeenTexts);
        for (var i = 0; i < values.Count; i++)
        {
            if (!seen.Add(values[i].Text))
            {
                values[i].Duplicate();
            }
        }

        expression["key"].Obey(NameRules.QualifiedName);
    }
}
