using System.Runtime.CompilerServices;
using LightKube.Api.Schemas;

namespace LightKube.Api.Selectors;

/// <summary>The fields by which each kind may be selected, besides name and namespace.</summary>
public static class SelectableFields
{
    private static readonly SelectableField Name = new("metadata.name");
    private static readonly SelectableField Namespace = new("metadata.namespace");

    private static readonly Dictionary<string, SelectableField[]> OfKinds = new(StringComparer.Ordinal)
    {
        ["pods"] =
        [
            new("spec.nodeName"), new("spec.restartPolicy"), new("spec.schedulerName"), new("spec.serviceAccountName"),
            new("spec.hostNetwork", "false"), new("status.phase"), new("status.podIP"), new("status.podIPs", path: "status.podIP"),
            new("status.nominatedNodeName"),
        ],
        ["nodes"] = [new("spec.unschedulable", "false")],
        ["namespaces"] = [new("status.phase")],
        ["secrets"] = [new("type")],
        ["services"] = [new("spec.clusterIP"), new("spec.type")],
        ["replicationcontrollers"] = [new("status.replicas", "0")],
        ["replicasets.apps"] = [new("status.replicas", "0")],
        ["jobs.batch"] = [new("status.successful", "0", "status.succeeded")],
        ["certificatesigningrequests.certificates.k8s.io"] = [new("spec.signerName")],
        ["events"] =
        [
            new("involvedObject.kind"), new("involvedObject.namespace"), new("involvedObject.name"), new("involvedObject.uid"),
            new("involvedObject.apiVersion"), new("involvedObject.resourceVersion"), new("involvedObject.fieldPath"),
            new("reason"), new("reportingComponent"), new("source", path: "source.component", otherwise: "reportingComponent"), new("type"),
        ],
        ["events.events.k8s.io"] =
        [
            new("regarding.kind"), new("regarding.namespace"), new("regarding.name"), new("regarding.uid"), new("regarding.apiVersion"),
            new("regarding.resourceVersion"), new("regarding.fieldPath"), new("reason"), new("reportingController"), new("type"),
        ],
        ["resourceslices.resource.k8s.io"] = [new("spec.nodeName"), new("spec.driver")],
        ["ipaddresses.networking.k8s.io"] = [new("spec.parentRef.group"), new("spec.parentRef.resource"), new("spec.parentRef.namespace"), new("spec.parentRef.name")],
    };

    private static readonly ConditionalWeakTable<KindSchema, SelectableField[]> OfCustomKinds = [];

    /// <summary>The fields of the kind's own, in a fixed order; empty when it has none.</summary>
    public static IReadOnlyList<SelectableField> Of(KindSchema kind) =>
        kind.Custom is null ? OfKinds.GetValueOrDefault(kind.GroupResource) ?? [] : OfCustomKinds.GetValue(kind, MakeCustom);

    /// <summary>The field of that label.</summary>
    /// <exception cref="SelectorException">Objects of the kind cannot be selected by it.</exception>
    public static SelectableField Find(KindSchema kind, string label)
    {
        switch (label)
        {
            case "metadata.name":
                return Name;
            case "metadata.namespace" when kind.Namespaced:
                return Namespace;
        }

        var known = Of(kind);
        foreach (var field in known)
        {
            if (field.Label == label)
            {
                return field;
            }
        }

        throw new SelectorException(known.Count > 0 || kind.Custom is not null
            ? $"field label not supported: {label}"
            : $"\"{label}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
    }

    private static SelectableField[] MakeCustom(KindSchema kind) => [.. kind.SelectableFields.Select(static label => new SelectableField(label))];
}
