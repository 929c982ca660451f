using LightKube.ApiServer.Admission;
using LightKube.ApiServer.Admission.Configuration;
using LightKube.Foundation.Configuration;
using Table = LightKube.Configuration.AdmissionOptionTable;

namespace LightKube.Configuration;

/// <summary>Makes of the options of admission what the API server takes.</summary>
internal static class AdmissionSettings
{
    /// <exception cref="ConfigurationException">A name is unknown, or is to be on and off, or the file is wrong.</exception>
    internal static AdmissionOptions From(OptionValues values)
    {
        var (enabled, disabled) = (values.Get(Table.Enable), values.Get(Table.Disable));
        var problems = new List<string>();
        CheckNames(Table.Enable, enabled, problems);
        CheckNames(Table.Disable, disabled, problems);
        problems.AddRange(enabled.Intersect(disabled).Select(both => $"'{both}' stands in '{Table.Enable.Name}' and in '{Table.Disable.Name}'"));
        var options = new AdmissionOptions { Enabled = enabled, Disabled = disabled };
        if (values.Get(Table.File) is { Length: > 0 } file)
            options = AdmissionConfiguration.Read(file, File.ReadAllText, options);
        if (enabled.Contains("EventRateLimit") && options.EventRateLimit is null)
            problems.Add($"EventRateLimit needs limits, in the file of '{Table.File.Name}'");
        if (enabled.Contains("ImagePolicyWebhook") && options.ImagePolicy is null)
            problems.Add($"ImagePolicyWebhook needs a webhook, in the file of '{Table.File.Name}'");
        return problems.Count == 0 ? options : throw new ConfigurationException(problems);
    }

    private static void CheckNames(Option<IReadOnlyList<string>> option, IReadOnlyList<string> names, List<string> problems)
    {
        foreach (var name in names.Except(AdmissionPlugins.Names))
            problems.Add($"'{name}' is no value for '{option.Name}': there are the admission plug-ins {string.Join(", ", AdmissionPlugins.Names.Order(StringComparer.Ordinal))}");
    }
}
