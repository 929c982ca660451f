using LightKube.Api.Documents;
using LightKube.Api.Yaml;
using LightKube.ApiServer.Admission.Events;
using LightKube.ApiServer.Admission.Images;
using LightKube.ApiServer.Admission.Pods;
using LightKube.ApiServer.Admission.PodSecurity;
using LightKube.ApiServer.Admission.Quota;
using LightKube.ApiServer.Webhooks;
using LightKube.Foundation.Configuration;

namespace LightKube.ApiServer.Admission.Configuration;

/// <summary>
/// Reads the file of <c>--admission-control-config-file</c>: kind AdmissionConfiguration of apiserver.config.k8s.io/v1 (or v1alpha1), which has
/// plug-ins' configurations or the names of the files that they are in.
/// </summary>
public static class AdmissionConfiguration
{
    private static readonly Dictionary<string, Func<AdmissionOptions, ConfigurationMap, AdmissionOptions>> Readers = new(StringComparer.Ordinal)
    {
        ["PodSecurity"] = static (options, map) => options with { PodSecurity = PodSecurityConfiguration.Read(map) },
        ["EventRateLimit"] = static (options, map) => options with { EventRateLimit = EventRateLimitConfiguration.Read(map) },
        ["ImagePolicyWebhook"] = static (options, map) => options with { ImagePolicy = ImagePolicyConfiguration.Read(map) },
        ["MutatingAdmissionWebhook"] = static (options, map) => options with { MutatingWebhooks = WebhookCredentials.Read(map) },
        ["PodNodeSelector"] = static (options, map) => options with { PodNodeSelector = PodNodeSelectorConfiguration.Read(map) },
        ["ResourceQuota"] = static (options, map) => options with { LimitedResources = LimitedResource.Read(map) },
        ["ValidatingAdmissionWebhook"] = static (options, map) => options with { ValidatingWebhooks = WebhookCredentials.Read(map) },
        ["PodTolerationRestriction"] = static (options, map) => options with { PodTolerations = PodTolerationConfiguration.Read(map) },
    };

    /// <param name="path">Of the file.</param>
    /// <param name="read">Gives the content of a file.</param>
    /// <param name="options">Gets what the file says.</param>
    /// <exception cref="ConfigurationException">Something of the files is wrong; all problems are told.</exception>
    public static AdmissionOptions Read(string path, Func<string, string> read, AdmissionOptions options)
    {
        var problems = new List<string>();
        var root = new ConfigurationMap(Parse(path, read), "", problems);
        root.IsKind("AdmissionConfiguration", "apiserver.config.k8s.io/v1", "apiserver.config.k8s.io/v1alpha1");
        root.Knows("apiVersion", "kind", "plugins");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var plugin in root.Maps("plugins"))
        {
            plugin.Knows("name", "path", "configuration");
            var name = plugin.Text("name");
            if (!Readers.TryGetValue(name, out var reader))
            {
                plugin.Invalid("name", name, $"configurations are known for {string.Join(", ", Readers.Keys.Order(StringComparer.Ordinal))}");
            }
            else if (!seen.Add(name))
            {
                plugin.Invalid("name", name, "stands there twice");
            }
            else
            {
                options = ReadPlugin(plugin, path, read, problems, map => reader(options, map)) ?? options;
            }
        }

        return problems.Count == 0 ? options : throw new ConfigurationException([.. problems.Select(problem => $"{path}: {problem}")]);
    }

    private static AdmissionOptions? ReadPlugin(
        ConfigurationMap plugin, string path, Func<string, string> read, List<string> problems, Func<ConfigurationMap, AdmissionOptions> reader)
    {
        if (plugin.Has("configuration"))
        {
            return reader(plugin.Map("configuration"));
        }

        if (plugin.Text("path") is not { Length: > 0 } other)
        {
            return null;
        }

        // A file beside this one, unless its name says where.
        other = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, other);
        var problemsThere = new List<string>();
        var options = reader(new ConfigurationMap(Parse(other, read), "", problemsThere));
        problems.AddRange(problemsThere.Select(problem => $"{other}: {problem}"));
        return options;
    }

    private static DocMap Parse(string path, Func<string, string> read)
    {
        try
        {
            return YamlDocumentReader.ReadMap(read(path));
        }
        catch (DocumentFormatException e)
        {
            throw new ConfigurationException([$"{path}: {e.Message}"]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([e.Message]);
        }
    }
}
