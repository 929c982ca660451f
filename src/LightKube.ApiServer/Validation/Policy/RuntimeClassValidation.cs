using LightKube.Api.Nodes.V1;
using LightKube.Api.Validation;
using LightKube.ApiServer.Validation.Pods;

namespace LightKube.ApiServer.Validation.Policy;

/// <summary>RuntimeClasses.</summary>
internal sealed class RuntimeClassValidation() : KindValidation(RuntimeClass.Schema)
{
    protected override void ValidateCreate(Field obj)
    {
        obj["handler"].Obey(NameRules.Dns1123Label);
        Overhead(obj["overhead"]);
        Scheduling(obj["scheduling"]);
    }

    protected override void ValidateUpdate(Field obj, Field old) => obj["handler"].BeUnchanged(old["handler"]);

    public override void Warn(Field obj, Field old)
    {
        foreach (ref readonly var entry in obj["scheduling"]["nodeSelector"].Entries)
        {
            if (NodeLabelWarnings.Advice(entry.Key) is { } advice)
            {
                obj["scheduling"]["nodeSelector"].Entry(entry.Key).Warn(advice);
            }
        }
    }

    private static void Overhead(Field overhead)
    {
        foreach (ref readonly var entry in overhead["podFixed"].Entries)
        {
            var at = overhead.Named("limits").Entry(entry.Key).With(entry.Value);
            at.BeContainerResourceName(entry.Key);
            at.BeAmountOf(entry.Key);
        }
    }

    private static void Scheduling(Field scheduling)
    {
        scheduling["nodeSelector"].BeLabels();
        var tolerations = scheduling["tolerations"];
        SchedulingValidation.Tolerations(tolerations);
        tolerations.BeDistinct();
    }
}
