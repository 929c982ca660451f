using LightKube.Api.Core.V1;

namespace LightKube.ApiServer.Admission;

/// <summary>A new node takes no pods before its kubelet said that it is ready.</summary>
public sealed class TaintNodesByCondition : IAdmissionPlugin
{
    private const string NotReady = "node.kubernetes.io/not-ready";
    private const string NoSchedule = "NoSchedule";

    public string Name => "TaintNodesByCondition";

    public bool Handles(AdmissionRequest request) => request.Verb == AdmissionVerb.Create && request.IsFor(Node.Schema);

    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var taints = request.Object!.As<Node>().Spec.Taints;
        if (!taints.Any(taint => taint.Key == NotReady && taint.Effect == NoSchedule))
        {
            taints.Add(new Taint { Key = NotReady, Effect = NoSchedule });
        }

        return ValueTask.CompletedTask;
    }
}
