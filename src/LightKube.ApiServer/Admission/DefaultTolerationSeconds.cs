using LightKube.Api.Core.V1;
using LightKube.Api.Views;

namespace LightKube.ApiServer.Admission;

/// <summary>A pod that says nothing about it stays five minutes on a node that is not ready or not reachable.</summary>
public sealed class DefaultTolerationSeconds : IAdmissionPlugin
{
    private const long Seconds = 300;
    private const string NoExecute = "NoExecute";

    private static readonly string[] Taints = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

    public string Name => "DefaultTolerationSeconds";

    public bool Handles(AdmissionRequest request) =>
        request.Verb is AdmissionVerb.Create or AdmissionVerb.Update && request.IsFor(Pod.Schema);

    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var tolerations = request.Object!.As<Pod>().Spec.Tolerations;
        foreach (var taint in Taints)
        {
            if (!Tolerates(tolerations, taint))
            {
                tolerations.Add(new Toleration { Key = taint, Operator = "Exists", Effect = NoExecute, TolerationSeconds = Seconds });
            }
        }

        return ValueTask.CompletedTask;
    }

    private static bool Tolerates(ListView<Toleration> tolerations, string taint)
    {
        for (var i = 0; i < tolerations.Count; i++)
        {
            var item = tolerations[i];
            if ((item.Key.Length == 0 || item.Key == taint) && (item.Effect.Length == 0 || item.Effect == NoExecute))
            {
                return true;
            }
        }

        return false;
    }
}
