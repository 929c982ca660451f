using LightKube.Api.Apps.V1;
using LightKube.Api.Documents;
using LightKube.Api.Validation;
using LightKube.ApiServer.Validation.Pods;

namespace LightKube.ApiServer.Validation.Workloads;

/// <summary>StatefulSets.</summary>
internal sealed class StatefulSetValidation() : KindValidation(StatefulSet.Schema)
{
    private const string OnlyThese = "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
        + "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

    private static readonly string[] Free =
        ["replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit", "persistentVolumeClaimRetentionPolicy", "minReadySeconds"];

    private static readonly string[] Retentions = ["Retain", "Delete"];

    protected override void ValidateCreate(Field obj)
    {
        // Its pods' names are their host names.
        if (NameRules.Dns1123Subdomain(obj["metadata"]["name"].Text).Count == 0)
        {
            obj["metadata"]["name"].Obey(NameRules.Dns1123Label);
        }

        Validate(obj);
    }

    protected override void Validate(Field obj)
    {
        var spec = obj["spec"];
        PodManagement(spec["podManagementPolicy"]);
        Strategy(spec["updateStrategy"]);
        spec["persistentVolumeClaimRetentionPolicy"]["whenDeleted"].BeOneOfIfSet(Retentions);
        spec["persistentVolumeClaimRetentionPolicy"]["whenScaled"].BeOneOfIfSet(Retentions);
        WorkloadRules.BeNotNegative(spec, "replicas", "minReadySeconds");
        spec["ordinals"]["start"].BeNotNegative();
        WorkloadRules.RequireSelector(spec["selector"], "empty selector is invalid for statefulset");
        if (WorkloadRules.MatchTemplate(spec["selector"], spec["template"], ""))
        {
            Template(spec);
        }

        var template = spec["template"]["spec"];
        if (template["restartPolicy"].Text != "Always")
        {
            template["restartPolicy"].NotSupported("Always");
        }

        if (template["activeDeadlineSeconds"].IsSet)
        {
            template["activeDeadlineSeconds"].Forbidden("activeDeadlineSeconds in StatefulSet is not Supported");
        }
    }

    protected override void ValidateUpdate(Field obj, Field old)
    {
        Validate(obj);
        var (spec, before) = (obj["spec"].Map ?? new DocMap(), old["spec"].Map ?? new DocMap());
        foreach (ref readonly var entry in spec.Entries)
        {
            if (!Free.Contains(entry.Key) && !entry.Value.Equals(before[entry.Key]) && !(entry.Value.IsAbsentOrNull && before[entry.Key].IsAbsentOrNull))
            {
                obj["spec"].Forbidden(OnlyThese);
                return;
            }
        }

        foreach (ref readonly var entry in before.Entries)
        {
            if (!Free.Contains(entry.Key) && !entry.Value.IsAbsentOrNull && spec[entry.Key].IsAbsentOrNull)
            {
                obj["spec"].Forbidden(OnlyThese);
                return;
            }
        }
    }

    protected override void ValidateStatus(Field obj, Field old)
    {
        var status = obj["status"];
        WorkloadRules.Counts(status, "readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas");
        WorkloadRules.Collisions(status, old["status"]);
    }

    public override void Warn(Field obj, Field old)
    {
        PodTemplateRules.Warn(obj["spec"]["template"], old["spec"]["template"]);
        if (!old.IsSet && obj["spec"]["revisionHistoryLimit"].Number < 0)
        {
            obj["spec"]["revisionHistoryLimit"].Warn("a negative value retains all historical revisions; a value >= 0 is recommended");
        }
    }

    // Pods of a set have its claims as volumes, which the template does not tell.
    private static void Template(Field spec)
    {
        var (template, claims) = (spec["template"], spec["volumeClaimTemplates"]);
        if (claims.Count == 0 || template.Map is not { } map)
        {
            PodTemplateRules.Validate(template);
            return;
        }

        PodTemplateRules.Validate(template.With(WithClaims(map, claims)));
    }

    private static DocMap WithClaims(DocMap template, Field claims)
    {
        var copy = template.DeepClone();
        var volumes = copy.GetOrAddMap("spec").GetOrAddList("volumes");
        for (var i = 0; i < claims.Count; i++)
        {
            var name = claims[i]["metadata"]["name"].Text;
            if (name.Length > 0 && !volumes.Items.ToArray().Any(volume => volume.AsMap?.GetString("name") == name))
            {
                var source = new DocMap();
                source.Set("claimName", name);
                var volume = new DocMap();
                volume.Set("name", name);
                volume.Set("persistentVolumeClaim", source);
                volumes.Add(volume);
            }
        }

        return copy;
    }

    private static void PodManagement(Field policy)
    {
        if (!policy.HasText)
        {
            policy.Required();
        }
        else if (policy.Text is not ("OrderedReady" or "Parallel"))
        {
            policy.Invalid("must be 'OrderedReady' or 'Parallel'");
        }
    }

    private static void Strategy(Field strategy)
    {
        var rolling = strategy["rollingUpdate"];
        switch (strategy["type"].Text)
        {
            case "":
                strategy.Required();
                break;
            case "OnDelete":
                if (rolling.IsSet)
                {
                    rolling.Invalid("only allowed for updateStrategy 'RollingUpdate'");
                }

                break;
            case "RollingUpdate":
                RollingUpdate(rolling);
                break;
            default:
                strategy.Invalid("must be 'RollingUpdate' or 'OnDelete'");
                break;
        }
    }

    private static void RollingUpdate(Field rolling)
    {
        rolling["partition"].BeNotNegative();
        var unavailable = rolling["maxUnavailable"];
        if (!unavailable.IsSet)
        {
            return;
        }

        unavailable.BeAmount();
        if (AmountRules.AmountOf(unavailable) == 0)
        {
            unavailable.Invalid("cannot be 0");
        }

        unavailable.BeAtMostAll();
    }
}
