using LightKube.Api.Batch.V1;

namespace LightKube.Api.Defaulting;

/// <summary>A Job's defaults. They are not in the schema, since a CronJob's job template does not get them.</summary>
internal static class JobDefaults
{
    private const int BackoffLimit = 6;

    // With a limit for each index the limit of the whole job stands out of the way.
    private const int NoBackoffLimit = int.MaxValue;

    public static void Apply(Job job)
    {
        var spec = job.Spec;
        if (spec.Completions is null && spec.Parallelism is null)
        {
            spec.Completions = 1;
        }

        spec.Parallelism ??= 1;
        spec.BackoffLimit ??= spec.BackoffLimitPerIndex is null ? BackoffLimit : NoBackoffLimit;
        spec.CompletionMode ??= "NonIndexed";
        spec.Suspend ??= false;
        spec.PodReplacementPolicy ??= spec.PodFailurePolicy.IsPresent ? "Failed" : "TerminatingOrFailed";
        if (job.Metadata.Labels.Count == 0 && spec.Template.Metadata.Labels.Peek() is { Count: > 0 } labels)
        {
            job.Metadata.Map.Set("labels", labels.DeepClone());
        }

        PodSpecDefaults.Apply(spec.Template.Spec);
    }
}
