using LightKube.Api.Batch.V1;
using LightKube.Api.Documents;
using LightKube.Api.Validation;
using LightKube.ApiServer.Validation.Pods;
using LightKube.ApiServer.Validation.Workloads;

namespace LightKube.ApiServer.Validation.Batch;

/// <summary>Jobs.</summary>
internal sealed class JobValidation() : KindValidation(Job.Schema)
{
    private static readonly string[] Immutable = ["completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy"];

    private static readonly (string Label, string Source)[] Generated =
    [
        ("controller-uid", "uid"), ("job-name", "name"), ("batch.kubernetes.io/controller-uid", "uid"), ("batch.kubernetes.io/job-name", "name"),
    ];

    protected override void ValidateCreate(Field obj)
    {
        GeneratedSelector(obj);
        Validate(obj);
        HostName(obj);
    }

    protected override void Validate(Field obj)
    {
        var (spec, selector) = (obj["spec"], obj["spec"]["selector"]);
        JobSpecRules.Validate(spec);
        if (!selector.IsSet)
        {
            selector.Required();
        }

        selector.BeLabelSelector();
        var labels = spec["template"]["metadata"]["labels"];
        if (WorkloadRules.TryMatch(selector, labels.Map, out var matches) && !matches)
        {
            labels.Invalid(labels.Value, "`selector` does not match template `labels`");
        }
    }

    protected override void ValidateUpdate(Field obj, Field old)
    {
        Validate(obj);
        var (spec, before) = (obj["spec"], old["spec"]);
        Completions(spec, before);
        spec["selector"].BeUnchanged(before["selector"]);
        Template(spec["template"], before["template"], MayMove(old));
        foreach (var name in Immutable)
        {
            spec[name].BeUnchanged(before[name]);
        }
    }

    protected override void ValidateStatus(Field obj, Field old) => JobStatusRules.Validate(obj, old);

    public override void Warn(Field obj, Field old)
    {
        var name = obj["metadata"]["name"];
        if (!old.IsSet && NameRules.Dns1123Label(name.Text) is { Count: > 0 } problems)
        {
            name.Warn($"this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [{string.Join(' ', problems)}]");
        }

        PodTemplateRules.Warn(obj["spec"]["template"], old["spec"]["template"]);
    }

    // A selector that is not the user's own is the server's, and so are the labels that it asks for.
    private static void GeneratedSelector(Field obj)
    {
        var (spec, metadata) = (obj["spec"], obj["metadata"]);
        if (spec["manualSelector"].IsTrue || !spec["selector"].IsSet)
        {
            return;
        }

        var labels = spec["template"]["metadata"]["labels"];
        var expected = new DocMap();
        foreach (var (label, source) in Generated)
        {
            var value = metadata[source].Text;
            expected.Set(label, value);
            if (labels.Map?.Contains(label) != true)
            {
                labels.Entry(label).Required($"must be '{value}'");
            }
            else if (labels.Map.GetString(label) != value)
            {
                labels.Entry(label).Invalid(labels.Value, $"must be '{value}'");
            }
        }

        if (WorkloadRules.TryMatch(spec["selector"], expected, out var matches) && !matches)
        {
            spec["selector"].Invalid("`selector` not auto-generated");
        }
    }

    private static void HostName(Field obj)
    {
        var (name, completions) = (obj["metadata"]["name"], obj["spec"]["completions"].Number);
        var last = $"{name.Text}-{completions - 1}";
        if (obj["spec"]["completionMode"].Text == "Indexed" && completions > 0 && NameRules.Dns1123Label(last).Count > 0)
        {
            name.Invalid($"will not able to create pod with invalid DNS label: {last}");
        }
    }

    private static void Completions(Field spec, Field old)
    {
        var completions = spec["completions"];
        if (spec["completionMode"].Text != "Indexed")
        {
            completions.BeUnchanged(old["completions"]);
        }
        else if (completions.IsSet && !completions.Same(old["completions"]) && completions.Number != spec["parallelism"].Number)
        {
            completions.Invalid("can only be modified in tandem with spec.parallelism");
        }
    }

    /// <summary>A suspended job of which no pod has run may still be told where to run.</summary>
    private static bool MayMove(Field old) => old["spec"]["suspend"].IsTrue && !old["status"]["startTime"].IsSet;

    private static void Template(Field template, Field old, bool mayMove)
    {
        if (template.Same(old))
        {
            return;
        }

        if (!mayMove || !Moved(template.Map!, old.Map!).ContentEquals(template.Map!))
        {
            template.Invalid(template.Value, FieldRules.Immutable);
        }
    }

    /// <summary>The old template with all that may change taken from the new one.</summary>
    private static DocMap Moved(DocMap template, DocMap old)
    {
        var copy = old.DeepClone();
        var (metadata, given) = (copy.GetOrAddMap("metadata"), template.GetMap("metadata") ?? new DocMap());
        metadata.Set("labels", given["labels"].DeepClone());
        metadata.Set("annotations", given["annotations"].DeepClone());
        var (spec, wanted) = (copy.GetOrAddMap("spec"), template.GetMap("spec") ?? new DocMap());
        foreach (var key in (ReadOnlySpan<string>)["nodeSelector", "tolerations", "schedulingGates"])
        {
            spec.Set(key, wanted[key].DeepClone());
        }

        var affinity = spec.GetOrAddMap("affinity");
        affinity.Set("nodeAffinity", wanted.GetMap("affinity")?["nodeAffinity"].DeepClone() ?? default);
        if (affinity.Count == 0)
        {
            spec.Remove("affinity");
        }

        MoveResources(spec, wanted, "containers");
        MoveResources(spec, wanted, "initContainers");
        return copy;
    }

    private static void MoveResources(DocMap spec, DocMap wanted, string list)
    {
        var (containers, given) = (spec.GetList(list), wanted.GetList(list));
        for (var i = 0; i < (containers?.Count ?? 0) && i < (given?.Count ?? 0); i++)
        {
            containers![i].AsMap!.Set("resources", given![i].AsMap!["resources"].DeepClone());
        }
    }
}
