using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Config;

/// <summary>What ConfigMaps and Secrets have in common.</summary>
internal static class DataRules
{
    private const string Fixed = "field is immutable when `immutable` is set";

    /// <summary>Keys become names of files.</summary>
    public static void Key(Field data, string key)
    {
        foreach (var problem in NameRules.ConfigKey(key))
        {
            data.Entry(key).Invalid(key, problem);
        }
    }

    /// <summary>Once <c>immutable</c> it stays so, and the content with it.</summary>
    public static void Immutable(Field obj, Field old, params ReadOnlySpan<string> fields)
    {
        if (!old["immutable"].IsTrue)
        {
            return;
        }

        if (!obj["immutable"].IsTrue)
        {
            obj["immutable"].Forbidden(Fixed);
        }

        foreach (var name in fields)
        {
            var (now, before) = (obj[name], old[name]);
            if (now.Count + before.Count > 0 && !now.Same(before))
            {
                now.Forbidden(Fixed);
            }
        }
    }
}
