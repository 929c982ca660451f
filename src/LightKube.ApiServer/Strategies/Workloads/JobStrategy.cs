using LightKube.Api.Batch.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Strategies.Rules;

namespace LightKube.ApiServer.Strategies.Workloads;

/// <summary>Jobs. Unless the user gives his own, the selector is the job's uid, which the template's labels carry.</summary>
public sealed class JobStrategy() : DefaultStrategy(Job.Schema)
{
    private const int DefaultBackoffLimit = 6;
    private const string UidLabel = "batch.kubernetes.io/controller-uid";
    private const string NameLabel = "batch.kubernetes.io/job-name";

    public override void SetDefaults(Document document) => SetDefaults(document.As<Job>().Spec);

    internal static void SetDefaults(JobSpec spec)
    {
        PodSpecDefaults.Apply(spec.Template.Spec);
        if (spec.Completions is null && spec.Parallelism is null)
        {
            spec.Completions = 1;
        }

        spec.Parallelism ??= 1;
        spec.BackoffLimit ??= spec.BackoffLimitPerIndex is null ? DefaultBackoffLimit : int.MaxValue;
        spec.CompletionMode ??= "NonIndexed";
        spec.Suspend ??= false;
        spec.PodReplacementPolicy ??= spec.PodFailurePolicy.IsPresent ? "Failed" : "TerminatingOrFailed";
    }

    protected override void OnCreate(Document document)
    {
        var job = document.As<Job>();
        if (job.Spec.ManualSelector == true)
        {
            return;
        }

        var labels = job.Spec.Template.Metadata.Labels;
        labels[UidLabel] = job.Metadata.Uid;
        labels["controller-uid"] = job.Metadata.Uid;
        labels[NameLabel] = job.Name;
        labels["job-name"] = job.Name;
        if (!job.Spec.Selector.IsPresent)
        {
            job.Spec.Selector.MatchLabels[UidLabel] = job.Metadata.Uid;
        }
    }

    protected override string? NameProblem(string name) => name.Length > 63 ? "must be no more than 63 characters" : null;

    protected override void ValidateObject(Document document, FieldErrors errors)
    {
        var job = document.As<Job>();
        ValidateSpec(job.Spec, FieldPath.Spec, errors);
        TemplateRules.Selector(job.Spec.Selector, job.Spec.Template, errors);
    }

    internal static void ValidateSpec(JobSpec spec, FieldPath path, FieldErrors errors)
    {
        foreach (var (value, name) in new[]
        {
            ((long?)spec.Parallelism, "parallelism"), (spec.Completions, "completions"), (spec.ActiveDeadlineSeconds, "activeDeadlineSeconds"),
            (spec.BackoffLimit, "backoffLimit"), (spec.TtlSecondsAfterFinished, "ttlSecondsAfterFinished"), (spec.BackoffLimitPerIndex, "backoffLimitPerIndex"),
        })
        {
            if (value is { } given && ValueRules.NonNegative(given) is { } problem)
            {
                errors.Invalid(path.Child(name), given, problem);
            }
        }

        if (spec.CompletionMode == "Indexed" && spec.Completions is null)
        {
            errors.Required(path.Child("completions"), "when completion mode is Indexed");
        }

        var template = path.Child("template");
        TemplateRules.TemplateOfAnyPolicy(spec.Template, template, errors);
        if (spec.Template.Spec.RestartPolicy is not ("OnFailure" or "Never"))
        {
            errors.Required(template.Child("spec").Child("restartPolicy"), "valid values: \"OnFailure\", \"Never\"");
        }
    }

    public override void ValidateUpdate(Document document, Document old, string subresource, FieldErrors errors)
    {
        if (subresource.Length > 0)
        {
            return;
        }

        var before = old.As<Job>();
        TemplateRules.Immutable(document, old, "selector", errors);
        TemplateRules.Immutable(document, old, "completionMode", errors);
        if (before.Spec.CompletionMode != "Indexed")
        {
            TemplateRules.Immutable(document, old, "completions", errors);
        }

        // A suspended job that has not started may still be told where to run.
        if (before.Spec.Suspend != true || before.Status.StartTime is not null)
        {
            TemplateRules.Immutable(document, old, "template", errors);
        }
    }
}
