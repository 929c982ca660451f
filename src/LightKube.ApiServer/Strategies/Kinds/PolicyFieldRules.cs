using LightKube.Api.Cel.Admission;
using LightKube.Api.Cel.Types;
using LightKube.Api.Documents;
using LightKube.Api.Errors;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>What holds for fields that policies and bindings share.</summary>
internal static class PolicyFieldRules
{
    /// <summary>A <c>MatchResources</c>: rules that name operations, groups, versions and resources.</summary>
    public static void CheckMatch(DocMap match, FieldPath path, FieldErrors errors)
    {
        foreach (var list in (ReadOnlySpan<string>)["resourceRules", "excludeResourceRules"])
        {
            var rules = Texts.MapsOf(match.GetList(list));
            for (var i = 0; i < rules.Length; i++)
            {
                foreach (var field in (ReadOnlySpan<string>)["operations", "apiGroups", "apiVersions", "resources"])
                {
                    if (rules[i].GetList(field) is not { Count: > 0 })
                    {
                        errors.Required(path.Child(list, i).Child(field));
                    }
                }
            }
        }
    }

    /// <summary>It can be named in an expression as it is.</summary>
    public static bool IsIdentifier(string name)
    {
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
            {
                return false;
            }
        }

        return !char.IsAsciiDigit(name[0]) && FieldNames.Escape(name) is { } escaped && (escaped == name || name.Contains("__", StringComparison.Ordinal));
    }
}
