using LightKube.Api.Apps.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Strategies.Rules;

namespace LightKube.ApiServer.Strategies.Workloads;

/// <summary>StatefulSets.</summary>
public sealed class StatefulSetStrategy() : DefaultStrategy(StatefulSet.Schema)
{
    private static readonly HashSet<string> Mutable =
    [
        "replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit", "persistentVolumeClaimRetentionPolicy", "minReadySeconds",
    ];

    public override void SetDefaults(Document document)
    {
        var spec = document.As<StatefulSet>().Spec;
        PodSpecDefaults.Apply(spec.Template.Spec);
        if (spec.UpdateStrategy.Type == "RollingUpdate")
        {
            spec.UpdateStrategy.RollingUpdate.Partition ??= 0;
        }

        foreach (var claim in spec.VolumeClaimTemplates)
        {
            claim.Map.Set("apiVersion", "v1");
            claim.Map.Set("kind", "PersistentVolumeClaim");
            claim.Spec.VolumeMode ??= "Filesystem";
            claim.Status.Phase = "Pending";
        }
    }

    // The pods' names end in a number and become labels.
    protected override string? NameProblem(string name) => ValueRules.DnsLabel(name);

    protected override void ValidateObject(Document document, FieldErrors errors)
    {
        var spec = document.As<StatefulSet>().Spec;
        TemplateRules.NonNegative(spec.Replicas, "replicas", errors);
        TemplateRules.NonNegative(spec.MinReadySeconds, "minReadySeconds", errors);
        TemplateRules.Selector(spec.Selector, spec.Template, errors);

        // A mount may refer to a claim template as well as to a volume.
        var template = new Api.Core.V1.PodTemplateSpec(spec.Template.Map.DeepClone());
        foreach (var claim in spec.VolumeClaimTemplates)
        {
            if (template.Spec.Volumes.All(volume => volume.Name != claim.Name))
            {
                var volume = template.Spec.Volumes.AddNew();
                volume.Name = claim.Name;
                volume.Map.GetOrAddMap("persistentVolumeClaim").Set("claimName", claim.Name.Length > 0 ? claim.Name : "claim");
            }
        }

        TemplateRules.Template(template, FieldPath.Spec.Child("template"), errors);
    }

    public override void ValidateUpdate(Document document, Document old, string subresource, FieldErrors errors)
    {
        if (subresource.Length > 0)
        {
            return;
        }

        var spec = document.Root.GetMap("spec") ?? new DocMap();
        var before = old.Root.GetMap("spec") ?? new DocMap();
        var keys = spec.Entries.ToArray().Concat(before.Entries.ToArray()).Select(entry => entry.Key).Distinct();
        if (keys.Any(key => !Mutable.Contains(key) && !spec[key].Equals(before[key])))
        {
            errors.Forbidden(FieldPath.Spec, "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden");
        }
    }
}
