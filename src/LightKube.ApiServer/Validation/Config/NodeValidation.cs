using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Config;

/// <summary>Nodes.</summary>
internal sealed class NodeValidation() : KindValidation(Node.Schema)
{
    private static readonly string[] Effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

    protected override void ValidateCreate(Field obj)
    {
        Taints(obj["metadata"], obj["spec"]["taints"]);
        Resources(obj["status"]);
        Networks(obj["spec"]["podCIDRs"]);
    }

    protected override void ValidateUpdate(Field obj, Field old)
    {
        Resources(obj["status"]);
        Networks(obj["spec"], old["spec"]);
        if (old["spec"]["providerID"].HasText && old["spec"]["providerID"].Text != obj["spec"]["providerID"].Text)
        {
            obj["spec"]["providerID"].Forbidden("node updates may not change providerID except from \"\" to valid");
        }

        Taints(obj["metadata"], obj["spec"]["taints"]);
    }

    protected override void ValidateStatus(Field obj, Field old)
    {
        Resources(obj["status"]);
        obj["status"]["addresses"].BeDistinct();
    }

    public override void Warn(Field obj, Field old)
    {
        if (obj["spec"]["configSource"].IsSet)
        {
            obj["spec"]["configSource"].Warn("the feature is removed");
        }

        if (obj["spec"]["externalID"].HasText)
        {
            obj["spec"]["externalID"].Warn("this field is deprecated, and is unused by Kubernetes");
        }
    }

    // Upstream places taints under metadata.
    private static void Taints(Field metadata, Field taints)
    {
        var seen = new HashSet<(string, string)>();
        for (var i = 0; i < taints.Count; i++)
        {
            var at = metadata.Below("taints", taints.Value)[i];
            var (key, value, effect) = (at["key"], at["value"], at["effect"]);
            key.Obey(NameRules.QualifiedName);
            if (NameRules.LabelValue(value.Text) is { Count: > 0 } problems)
            {
                value.Invalid(value.Text, string.Join(";", problems));
            }

            effect.RequireOneOf(Effects);
            if (!seen.Add((key.Text, effect.Text)))
            {
                at.Duplicate(Shown(at), "taints must be unique by key and effect pair");
            }
        }
    }

    private static DocMap Shown(Field taint)
    {
        var shown = new DocMap();
        shown.Set("Key", taint["key"].Text);
        shown.Set("Value", taint["value"].Text);
        shown.Set("Effect", taint["effect"].Text);
        shown.Set("TimeAdded", taint["timeAdded"].IsSet ? taint["timeAdded"].Value : Value.Null);
        return shown;
    }

    private static void Resources(Field status)
    {
        foreach (var list in (ReadOnlySpan<string>)["capacity", "allocatable"])
        {
            var amounts = status[list];
            foreach (ref readonly var entry in amounts.Entries)
            {
                amounts.Below(entry.Key, entry.Value).BeAmountOf(entry.Key);
            }
        }
    }

    private static void Networks(Field networks)
    {
        var (four, six) = (0, 0);
        for (var i = 0; i < networks.Count; i++)
        {
            networks[i].Obey(AddressRules.Network);
            six += networks[i].Text.Contains(':') ? 1 : 0;
            four += networks[i].Text.Contains(':') ? 0 : 1;
        }

        if (four > 1 || six > 1)
        {
            networks.Invalid("may specify no more than one CIDR for each IP family");
        }

        var seen = default(SeenTexts);
        for (var i = 0; i < networks.Count; i++)
        {
            if (!seen.Add(networks[i].Text))
            {
                networks[i].Duplicate();
            }
        }
    }

    private static void Networks(Field spec, Field old)
    {
        const string Fixed = "node updates may not change podCIDR except from \"\" to valid";
        var (networks, before) = (spec["podCIDRs"], old["podCIDRs"]);
        if (before.Count == 0)
        {
            Networks(networks);
        }
        else if (!networks.Same(before))
        {
            networks.Forbidden(Fixed);
        }
    }
}
