namespace LightKube.ApiServer.Admission.Pods;

/// <summary>Labels written as <c>a=b,c=d</c>.</summary>
internal static class LabelPairs
{
    public const string Rule = "must be labels such as a=b,c=d";

    /// <summary>Null when the text is something else.</summary>
    public static IReadOnlyDictionary<string, string>? Parse(string text)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? ("", "") : (pair[..equals].Trim(), pair[(equals + 1)..].Trim());
            if (Api.Validation.NameRules.QualifiedName(name).Count > 0 || Api.Validation.NameRules.LabelValue(value).Count > 0)
            {
                return null;
            }

            found[name] = value;
        }

        return found;
    }
}
