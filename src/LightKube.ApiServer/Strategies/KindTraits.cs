using LightKube.Api.Schemas;

namespace LightKube.ApiServer.Strategies;

/// <summary>Small facts about kinds that follow no rule.</summary>
internal static class KindTraits
{
    /// <summary>Kinds whose generation upstream counts; custom resources' always is.</summary>
    private static readonly HashSet<(string Group, string Kind)> WithGeneration =
    [
        ("", "Pod"), ("", "ReplicationController"), ("", "PodTemplate"),
        ("apps", "Deployment"), ("apps", "ReplicaSet"), ("apps", "StatefulSet"), ("apps", "DaemonSet"),
        ("batch", "Job"), ("batch", "CronJob"),
        ("networking.k8s.io", "Ingress"), ("networking.k8s.io", "NetworkPolicy"), ("networking.k8s.io", "IngressClass"),
        ("policy", "PodDisruptionBudget"), ("scheduling.k8s.io", "PriorityClass"), ("discovery.k8s.io", "EndpointSlice"),
        ("apiextensions.k8s.io", "CustomResourceDefinition"),
        ("flowcontrol.apiserver.k8s.io", "FlowSchema"), ("flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration"),
        ("admissionregistration.k8s.io", "MutatingWebhookConfiguration"), ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"),
        ("admissionregistration.k8s.io", "ValidatingAdmissionPolicy"), ("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding"),
        ("admissionregistration.k8s.io", "MutatingAdmissionPolicy"), ("admissionregistration.k8s.io", "MutatingAdmissionPolicyBinding"),
        ("resource.k8s.io", "ResourceSlice"), ("resource.k8s.io", "DeviceClass"),
    ];

    public static bool IsBuiltIn(KindSchema kind) => ReferenceEquals(BuiltIn.FindKind(kind.ApiVersion, kind.Kind), kind);

    public static bool CountsGenerations(KindSchema kind) => !IsBuiltIn(kind) || WithGeneration.Contains((kind.Group, kind.Kind));

    /// <summary>Built-in objects show an empty status; custom ones have none before it is set.</summary>
    public static bool AlwaysHasStatus(KindSchema kind) => IsBuiltIn(kind);

    public static bool LabelsThroughStatus(KindSchema kind) => kind is { Group: "", Kind: "Pod" or "Node" or "Namespace" or "PersistentVolume" or "PersistentVolumeClaim" };

    /// <summary>
    /// Kinds whose dependents stay when a deletion says nothing about them: clients that know these kinds from before there was a
    /// garbage collector expect it.
    /// </summary>
    public static bool OrphansDependents(KindSchema kind) =>
        (kind.Group, kind.Kind) is ("", "ReplicationController") or ("batch", "Job");
}
