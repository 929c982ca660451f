using LightKube.Api.Core.V1;
using LightKube.ApiServer.Validation;

namespace LightKube.ApiServer.Admission.Pods;

/// <summary>A pod that asks for an extended resource tolerates the taint of that name, by which nodes with such devices are kept for those who need them.</summary>
internal sealed class ExtendedResourceToleration : IAdmissionPlugin
{
    public string Name => "ExtendedResourceToleration";

    public bool Handles(AdmissionRequest request) => request.Verb is AdmissionVerb.Create or AdmissionVerb.Update && request.IsFor(Pod.Schema);

    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var spec = request.Object!.As<Pod>().Spec;
        var asked = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var container in spec.Containers.Concat(spec.InitContainers))
        {
            foreach (var (resource, _) in container.Resources.Requests)
            {
                if (ResourceNames.IsExtended(resource))
                {
                    asked.Add(resource);
                }
            }
        }

        foreach (var resource in asked)
        {
            var wanted = new Toleration { Key = resource, Operator = "Exists", Effect = "NoSchedule" };
            if (!spec.Tolerations.Any(toleration => toleration.ToValue().Equals(wanted.ToValue())))
            {
                spec.Tolerations.Add(wanted);
            }
        }

        return ValueTask.CompletedTask;
    }
}
