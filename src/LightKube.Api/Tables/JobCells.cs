using LightKube.Api.Batch.V1;
using LightKube.Api.Documents;

namespace LightKube.Api.Tables;

internal static class JobCells
{
    public static IEnumerable<(string, Func<DocMap, DateTimeOffset, Value>)> All =>
    [
        ("job.status", (root, _) => Status(new Job(root))),
        ("job.completions", (root, _) => Completions(new Job(root))),
        ("job.duration", (root, now) => Duration(new Job(root), now)),
        ("cronjob.suspend", (root, _) => new CronJob(root).Spec.Suspend is { } suspend ? suspend ? "True" : "False" : CommonCells.Unset),
        ("cronjob.active", (root, _) => CommonCells.Count(root.GetMap("status"), "active")),
        ("cronjob.last", (root, now) => new CronJob(root).Status.LastScheduleTime is { } last ? HumanDuration.Since(last, now) : CommonCells.None),
        ("cronjob.containers", (root, _) => CommonCells.Joined(Containers(root).Select(container => container.Name))),
        ("cronjob.images", (root, _) => CommonCells.Joined(Containers(root).Select(container => container.Image))),
        ("cronjob.selector", (root, _) => WorkloadCells.Selector(new CronJob(root).Spec.JobTemplate.Spec.Selector.Peek())),
    ];

    private static Views.ListView<Core.V1.Container> Containers(DocMap root) => new CronJob(root).Spec.JobTemplate.Spec.Template.Spec.Containers;

    private static Value Status(Job job)
    {
        foreach (var ended in (ReadOnlySpan<string>)["Complete", "Failed"])
        {
            if (Has(job, ended))
            {
                return ended;
            }
        }

        return job.Metadata.DeletionTimestamp is not null ? "Terminating"
            : Has(job, "Suspended") ? "Suspended"
            : Has(job, "FailureTarget") ? "FailureTarget"
            : Has(job, "SuccessCriteriaMet") ? "SuccessCriteriaMet"
            : "Running";
    }

    private static bool Has(Job job, string type) => job.Status.Conditions.Find(condition => condition.Type == type && condition.Status == "True") is not null;

    private static Value Completions(Job job)
    {
        var succeeded = job.Status.Succeeded;
        return (job.Spec.Completions, job.Spec.Parallelism ?? 0) switch
        {
            ({ } wanted, _) => $"{succeeded}/{wanted}",
            (null, > 1 and var parallel) => $"{succeeded}/1 of {parallel}",
            _ => $"{succeeded}/1",
        };
    }

    private static Value Duration(Job job, DateTimeOffset now) => job.Status switch
    {
        { StartTime: null } => "",
        { StartTime: { } start, CompletionTime: { } end } => HumanDuration.Format(end - start),
        var status => HumanDuration.Since(status.StartTime, now),
    };
}
