using LightKube.Api.Documents;

namespace LightKube.ApiServer.Authorization.Bootstrap;

/// <summary>
/// What of a default role or binding is missing in the stored one. Additions of the administrator stay; what he took away comes back, unless
/// he set the annotation <c>rbac.authorization.kubernetes.io/autoupdate</c> to "false".
/// </summary>
internal static class PolicyMerge
{
    /// <returns>The stored object with the missing parts, or null when it has them all.</returns>
    public static Document? Mend(Document stored, Document wanted)
    {
        if (stored.Metadata.Annotations[BootstrapPolicy.AutoUpdate] == "false")
        {
            return null;
        }

        var mended = stored.MutableCopy();
        var changed = AddLabels(mended, wanted);
        changed |= wanted.Root.GetMap("aggregationRule") is { } aggregation
            ? Set(mended, "aggregationRule", aggregation)
            : AddRules(mended, wanted);
        changed |= AddSubjects(mended, wanted);
        return changed ? mended : null;
    }

    private static bool AddLabels(Document mended, Document wanted)
    {
        var changed = false;
        foreach (var key in new[] { "labels", "annotations" })
        {
            foreach (var entry in (wanted.Root.GetMap("metadata")!.GetMap(key) ?? new DocMap()).Entries)
            {
                var have = mended.Root.GetOrAddMap("metadata").GetOrAddMap(key);
                if (!have.Contains(entry.Key))
                {
                    have.Set(entry.Key, entry.Value);
                    changed = true;
                }
            }
        }

        return changed;
    }

    private static bool Set(Document mended, string key, DocMap value)
    {
        if (mended.Root[key].Equals(value))
        {
            return false;
        }

        mended.Root.Set(key, value.DeepClone());
        return true;
    }

    private static bool AddRules(Document mended, Document wanted)
    {
        var missing = RuleCoverage.Missing(Rule.AllOf(mended), Rule.AllOf(wanted));
        foreach (var rule in missing)
        {
            var map = new DocMap();
            foreach (var (key, values) in new[] { ("apiGroups", rule.Groups), ("nonResourceURLs", rule.Urls), ("resourceNames", rule.Names), ("resources", rule.Resources), ("verbs", rule.Verbs) })
            {
                if (values.Length > 0)
                {
                    map.Set(key, DocList.Of(values));
                }
            }

            mended.Root.GetOrAddList("rules").Add(map);
        }

        return missing.Count > 0;
    }

    private static bool AddSubjects(Document mended, Document wanted)
    {
        var changed = false;
        foreach (var subject in (wanted.Root.GetList("subjects") ?? new DocList()).Items)
        {
            var have = mended.Root.GetOrAddList("subjects");
            if (have.IndexOf(subject) < 0)
            {
                have.Add(subject.DeepClone());
                changed = true;
            }
        }

        return changed;
    }
}
