using LightKube.Api.Core.V1;
using LightKube.Api.Pods;
using LightKube.Api.Documents;
using LightKube.ApiServer.Objects;
using LightKube.ApiServer.Strategies.Rules;

namespace LightKube.ApiServer.Strategies.Pods;

/// <summary>Pods.</summary>
public sealed class PodStrategy(TimeProvider time) : DefaultStrategy(Pod.Schema)
{
    public override void SetDefaults(Document document)
    {
        var spec = document.As<Pod>().Spec;
        PodSpecDefaults.Apply(spec);
        PodSpecDefaults.ApplyToPod(spec);
    }

    protected override void OnCreate(Document document)
    {
        var pod = document.As<Pod>();
        pod.Status.Phase = "Pending";
        pod.Status.QosClass = PodQos.Of(pod.Spec);
        if (pod.Spec.SchedulingGates.Count > 0)
        {
            var condition = pod.Status.Conditions.AddNew();
            condition.Type = "PodScheduled";
            condition.Status = "False";
            condition.Reason = "SchedulingGated";
            condition.Message = "Scheduling is blocked due to non-empty scheduling gates";
            condition.LastTransitionTime = time.GetUtcNow();
        }
    }

    protected override void OnSubresourceUpdate(Document document, Document old, string subresource)
    {
        switch (subresource)
        {
            case "status":
                // What a pod is guaranteed does not change with what a kubelet reports.
                Keep(document.Root.GetOrAddMap("status"), old.Root.GetMap("status") ?? new DocMap(), "qosClass");
                break;
            case "ephemeralcontainers":
                KeepSpecBut(document, old, ["ephemeralContainers"]);
                PodSpecDefaults.Apply(document.As<Pod>().Spec);
                break;
            case "resize":
                KeepForResize(document, old);
                break;
        }
    }

    public override long GracePeriod(Document document, long? asked)
    {
        var pod = document.As<Pod>();

        // Nothing runs yet, or nothing runs any more.
        if (pod.Spec.NodeName.Length == 0 || pod.Status.Phase is "Succeeded" or "Failed")
        {
            return 0;
        }

        var period = asked ?? pod.Spec.TerminationGracePeriodSeconds ?? 30;
        return period < 0 ? 1 : period;
    }

    private static void KeepSpecBut(Document document, Document old, string[] writable)
    {
        var spec = document.Root.GetOrAddMap("spec");
        var kept = old.Root.GetMap("spec")!.DeepClone();
        foreach (var key in writable)
        {
            kept.Set(key, spec[key].DeepClone());
        }

        document.Root.Set("spec", kept);
    }

    // A resize changes requests and limits of cpu and memory, and nothing else.
    private static void KeepForResize(Document document, Document old)
    {
        var wanted = document.As<Pod>().Spec;
        var kept = Pod.Over(old.Root.DeepClone());
        foreach (var container in kept.Spec.InitContainers.Concat(kept.Spec.Containers))
        {
            var from = wanted.Containers.Find(item => item.Name == container.Name) ?? wanted.InitContainers.Find(item => item.Name == container.Name);
            if (from is not null)
            {
                container.Map.Set("resources", from.Resources.ToValue().DeepClone());
                container.Map.Set("resizePolicy", from.Field("resizePolicy").DeepClone());
            }
        }

        document.Root.Set("spec", kept.Spec.ToValue());
    }
}
