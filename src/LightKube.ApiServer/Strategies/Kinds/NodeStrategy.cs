using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Strategies.Rules;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>Nodes.</summary>
public sealed class NodeStrategy() : DefaultStrategy(Node.Schema)
{
    // A node that registers itself brings its addresses and capacity along.
    public override void SetDefaults(Document document)
    {
        var status = document.As<Node>().Status;
        foreach (var (name, _) in status.Capacity)
        {
            if (!status.Allocatable.ContainsKey(name))
            {
                status.Map.GetOrAddMap("allocatable").Set(name, status.Capacity.Peek()![name]);
            }
        }
    }

    protected override bool KeepsStatusOnCreate => true;

    protected override void ValidateObject(Document document, FieldErrors errors)
    {
        var node = document.As<Node>();
        var path = FieldPath.Spec.Child("taints");
        var seen = new HashSet<(string, string)>();
        for (var i = 0; i < node.Spec.Taints.Count; i++)
        {
            var taint = node.Spec.Taints[i];
            if (ValueRules.QualifiedName(taint.Key) is { } problem)
            {
                errors.Invalid(path.Index(i).Child("key"), taint.Key, problem);
            }

            if (ValueRules.LabelValue(taint.Value) is { } valueProblem)
            {
                errors.Invalid(path.Index(i).Child("value"), taint.Value, valueProblem);
            }

            if (!seen.Add((taint.Key, taint.Effect)))
            {
                errors.Duplicate(path.Index(i), taint.ToValue());
            }
        }

        for (var i = 0; i < node.Spec.PodCIDRs.Count; i++)
        {
            if (!System.Net.IPNetwork.TryParse(node.Spec.PodCIDRs[i], out _))
            {
                errors.Invalid(FieldPath.Spec.Child("podCIDRs", i), node.Spec.PodCIDRs[i], "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
            }
        }
    }

    public override void ValidateUpdate(Document document, Document old, string subresource, FieldErrors errors)
    {
        var spec = document.As<Node>().Spec;
        var before = old.As<Node>().Spec;
        if (before.PodCIDRs.Count > 0 && !spec.PodCIDRs.SequenceEqual(before.PodCIDRs))
        {
            errors.Forbidden(FieldPath.Spec.Child("podCIDRs"), "node updates may not change podCIDR except from \"\" to valid");
        }

        if (before.ProviderID.Length > 0 && spec.ProviderID != before.ProviderID)
        {
            errors.Forbidden(FieldPath.Spec.Child("providerID"), "node updates may not change providerID except from \"\" to valid");
        }
    }
}
