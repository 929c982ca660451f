using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.ApiServer.Admission.PodSecurity;

/// <summary>The pods that objects are, or are templates for.</summary>
internal static class PodTemplates
{
    /// <summary>Where kinds that make pods keep the template.</summary>
    private static readonly Dictionary<(string Group, string Kind), string[]> Paths = new()
    {
        [("", "ReplicationController")] = ["spec", "template"],
        [("", "PodTemplate")] = ["template"],
        [("apps", "Deployment")] = ["spec", "template"],
        [("apps", "ReplicaSet")] = ["spec", "template"],
        [("apps", "StatefulSet")] = ["spec", "template"],
        [("apps", "DaemonSet")] = ["spec", "template"],
        [("batch", "Job")] = ["spec", "template"],
        [("batch", "CronJob")] = ["spec", "jobTemplate", "spec", "template"],
    };

    /// <summary>True when objects of the kind make pods.</summary>
    public static bool Has(KindSchema kind) => Paths.ContainsKey((kind.Group, kind.Kind));

    /// <summary>Null when a workload has no template.</summary>
    public static CheckedPod? PodOf(Document document)
    {
        DocMap? map = document.Root;
        foreach (var key in Paths.GetValueOrDefault((document.Schema.Group, document.Schema.Kind), []))
        {
            map = map?.GetMap(key);
        }

        return map?.GetMap("spec") is { } spec ? new CheckedPod(map.GetMap("metadata")?.GetMap("annotations"), new PodSpec(spec)) : null;
    }
}
