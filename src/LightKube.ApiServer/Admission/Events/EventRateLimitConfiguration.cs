using LightKube.ApiServer.Admission.Configuration;

namespace LightKube.ApiServer.Admission.Events;

/// <summary>Whose events share a limit.</summary>
public enum EventLimitType
{
    /// <summary>All.</summary>
    Server,

    /// <summary>Those of a namespace.</summary>
    Namespace,

    /// <summary>Those that a user writes.</summary>
    User,

    /// <summary>Those of a source about an object.</summary>
    SourceAndObject,
}

/// <param name="Type">Whose.</param>
/// <param name="Rate">Events a second, in the long run.</param>
/// <param name="Burst">Events at once.</param>
/// <param name="CacheSize">How many namespaces, users … are remembered; those that were quiet longest are forgotten.</param>
public sealed record EventLimit(EventLimitType Type, int Rate, int Burst, int CacheSize);

/// <summary>How many events are taken: kind Configuration of eventratelimit.admission.k8s.io/v1alpha1.</summary>
public sealed record EventRateLimitConfiguration(IReadOnlyList<EventLimit> Limits)
{
    private const int DefaultCacheSize = 4096;

    internal static EventRateLimitConfiguration Read(ConfigurationMap map)
    {
        map.IsKind("Configuration", "eventratelimit.admission.k8s.io/v1alpha1");
        map.Knows("apiVersion", "kind", "limits");
        var entries = map.Maps("limits");
        if (entries.Count == 0)
        {
            map.Invalid("limits", "", "must not be empty");
        }

        return new EventRateLimitConfiguration([.. entries.Select(LimitOf)]);
    }

    private static EventLimit LimitOf(ConfigurationMap entry)
    {
        entry.Knows("type", "qps", "burst", "cacheSize");
        var name = entry.Text("type");
        var type = Array.IndexOf(Enum.GetNames<EventLimitType>(), name);
        if (type < 0)
        {
            entry.Invalid("type", name, $"must be one of {string.Join(", ", Enum.GetNames<EventLimitType>())}");
        }

        return new EventLimit(
            (EventLimitType)Math.Max(type, 0), Positive(entry, "qps", null), Positive(entry, "burst", null), Positive(entry, "cacheSize", DefaultCacheSize));
    }

    private static int Positive(ConfigurationMap entry, string name, int? otherwise)
    {
        var number = entry.Number(name) ?? otherwise ?? 0;
        if (number is > 0 and <= int.MaxValue)
        {
            return (int)number;
        }

        entry.Invalid(name, number.ToString(System.Globalization.CultureInfo.InvariantCulture), "must be positive");
        return 1;
    }
}
