using LightKube.Api.Core.V1;
using LightKube.Api.Documents;

namespace LightKube.Api.Defaulting;

/// <summary>For containers: the default limit is the maximum, the default request is the default limit, else the minimum.</summary>
internal static class LimitRangeDefaults
{
    public static void Apply(LimitRange range)
    {
        foreach (var item in range.Spec.Limits)
        {
            if (item.Type == "Container")
            {
                Fill(item.Map, "default", "max");
                Fill(item.Map, "defaultRequest", "default");
                Fill(item.Map, "defaultRequest", "min");
            }
        }
    }

    private static void Fill(DocMap item, string target, string source)
    {
        if (item.GetMap(source) is not { Count: > 0 } from)
        {
            return;
        }

        var into = item.GetOrAddMap(target);
        foreach (ref readonly var entry in from.Entries)
        {
            if (!into.Contains(entry.Key))
            {
                into.Set(entry.Key, entry.Value);
            }
        }
    }
}
