using LightKube.Api.Batch.V1;
using LightKube.Api.Documents;
using LightKube.ApiServer.Strategies.Rules;

namespace LightKube.ApiServer.Strategies.Workloads;

/// <summary>CronJobs.</summary>
public sealed class CronJobStrategy() : DefaultStrategy(CronJob.Schema)
{
    public override void SetDefaults(Document document)
    {
        var spec = document.As<CronJob>().Spec;
        spec.Suspend ??= false;
        spec.SuccessfulJobsHistoryLimit ??= 3;
        spec.FailedJobsHistoryLimit ??= 1;
        PodSpecDefaults.Apply(spec.JobTemplate.Spec.Template.Spec);
    }
}
