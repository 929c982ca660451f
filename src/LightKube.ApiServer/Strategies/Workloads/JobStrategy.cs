using LightKube.Api.Batch.V1;
using LightKube.Api.Documents;
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
}
