using LightKube.Api.Core.V1;

namespace LightKube.ApiServer.Admission.Pods;

/// <summary>Compares and joins tolerations.</summary>
internal static class Tolerations
{
    /// <summary>All of them, without those that another one covers; of equal ones the first.</summary>
    public static List<Toleration> Merge(IEnumerable<Toleration> first, IEnumerable<Toleration> second)
    {
        List<Toleration> all = [.. first, .. second];
        var merged = new List<Toleration>();
        for (var i = 0; i < all.Count; i++)
        {
            var one = all[i];
            var isCovered = merged.Exists(other => Covers(other, one)) || all.Skip(i + 1).Any(other => !IsSame(one, other) && Covers(other, one));
            if (!isCovered)
            {
                merged.Add(one);
            }
        }

        return merged;
    }

    /// <summary>True when whatever the second one tolerates, the first one does too.</summary>
    public static bool Covers(Toleration one, Toleration other)
    {
        if (IsSame(one, other))
        {
            return true;
        }

        var isAnyKey = one.Key.Length == 0 && one.Operator == "Exists";
        if ((other.Key != one.Key && !isAnyKey) || (other.Effect != one.Effect && one.Effect.Length > 0))
        {
            return false;
        }

        if (one.Effect == "NoExecute" && one.TolerationSeconds is { } seconds && !(other.TolerationSeconds <= seconds))
        {
            return false;
        }

        return one.Operator switch
        {
            "Exists" => true,
            "" or "Equal" => other.Operator == one.Operator && other.Value == one.Value,
            _ => false,
        };
    }

    private static bool IsSame(Toleration one, Toleration other) => one.ToValue().Equals(other.ToValue());
}
