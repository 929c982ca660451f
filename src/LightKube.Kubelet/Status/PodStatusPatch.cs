using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Client;

namespace LightKube.Kubelet.Status;

/// <summary>A pod's status as a strategic merge patch: conditions of others stay, everything of ours becomes what it is now.</summary>
internal static class PodStatusPatch
{
    // Left out when empty, so a patch has to take them away by name.
    private static readonly string[] Vanishing = ["message", "reason", "podIP", "hostIP"];

    internal static Patch Of(Pod pod, DocMap status)
    {
        var body = status.DeepClone();
        foreach (var key in Vanishing.Where(key => !body.Contains(key)))
            body.Set(key, Value.Null);
        foreach (var condition in (body.GetList("conditions") ?? new DocList()).Items)
            TakeAwayWhatIsNotSaid(condition.AsMap!);
        // Merged by address otherwise, which would keep old ones.
        foreach (var key in (string[])["podIPs", "hostIPs"])
        {
            if (body.GetList(key) is { } list && HasOthers(pod.Status.Peek()?.GetList(key), list))
                list.Insert(0, Replace());
        }
        var patch = new DocMap();
        patch.GetOrAddMap("metadata").Set("uid", pod.Metadata.Uid); // never another pod of the same name
        patch.Set("status", body);
        return new Patch(PatchType.StrategicMerge, patch);
    }

    /// <summary>Whether writing the status would change what the API has.</summary>
    internal static bool Changes(DocMap? current, DocMap wanted)
    {
        if (current is null)
            return true;
        foreach (var (key, value) in wanted.Entries)
        {
            if (key == "conditions" ? !HasAll(current.GetList(key), value.AsList!) : !current[key].Equals(value))
                return true;
        }
        return Vanishing.Any(key => current.Contains(key) && !wanted.Contains(key));
    }

    // Conditions are merged: why one was False would stay when it is True.
    private static void TakeAwayWhatIsNotSaid(DocMap condition)
    {
        foreach (var key in (string[])["message", "reason"])
        {
            if (!condition.Contains(key))
                condition.Set(key, Value.Null);
        }
    }

    private static bool HasAll(DocList? current, DocList wanted)
    {
        foreach (var condition in wanted.Items)
        {
            if (current is null || current.IndexOf(condition) < 0)
                return false;
        }
        return true;
    }

    private static bool HasOthers(DocList? current, DocList wanted)
    {
        foreach (var item in current is null ? [] : current.Items)
        {
            if (wanted.IndexOf(item) < 0)
                return true;
        }
        return false;
    }

    private static DocMap Replace()
    {
        var directive = new DocMap();
        directive.Set("$patch", "replace");
        return directive;
    }
}
