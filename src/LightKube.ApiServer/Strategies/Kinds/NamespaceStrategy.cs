using LightKube.Api.Core.V1;
using LightKube.Api.Documents;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>Namespaces. A deleted one stays, Terminating, until the namespace controller has emptied it and taken its finalizer off.</summary>
public sealed class NamespaceStrategy() : DefaultStrategy(Namespace.Schema)
{
    private const string Finalizer = "kubernetes";
    private const string NameLabel = "kubernetes.io/metadata.name";

    public override void SetDefaults(Document document)
    {
        if (document.Name.Length > 0)
        {
            document.Metadata.Labels[NameLabel] = document.Name;
        }
    }

    protected override void OnCreate(Document document)
    {
        var ns = document.As<Namespace>();
        ns.Status.Phase = "Active";
        if (!ns.Spec.Finalizers.Contains(Finalizer))
        {
            ns.Spec.Finalizers.Add(Finalizer);
        }

        SetDefaults(document);
    }

    // The finalizers of the spec have an endpoint of their own.
    protected override void OnUpdate(Document document, Document old) => Keep(document.Root, old.Root, "spec");

    public override void MarkDeleted(Document document) => document.As<Namespace>().Status.Phase = "Terminating";

    public override bool HoldsDeletion(Document document) => document.As<Namespace>().Spec.Finalizers.Count > 0;
}
