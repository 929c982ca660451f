using System.Text;
using LightKube.Api.Core.V1;

namespace LightKube.Kubelet.Env;

/// <summary>What a pod can be told of itself: the fields that <c>fieldRef</c> may name.</summary>
internal static class DownwardField
{
    /// <param name="pod">Whose field.</param>
    /// <param name="path">Like <c>metadata.labels['app']</c> or <c>status.podIP</c>.</param>
    /// <param name="podIps">The addresses of the sandbox; the pod's own status may not have them yet.</param>
    /// <param name="hostIps">The node's addresses.</param>
    /// <exception cref="PodConfigException">No such field may be named.</exception>
    internal static string Read(Pod pod, string path, IReadOnlyList<string> podIps, IReadOnlyList<string> hostIps)
    {
        if (TryReadSubscript(path, "metadata.annotations", out var key))
            return pod.Metadata.Annotations[key] ?? "";
        if (TryReadSubscript(path, "metadata.labels", out key))
            return pod.Metadata.Labels[key] ?? "";
        return path switch
        {
            "metadata.name" => pod.Name,
            "metadata.namespace" => pod.Namespace,
            "metadata.uid" => pod.Metadata.Uid,
            "metadata.labels" => FormatMap(pod.Metadata.Labels),
            "metadata.annotations" => FormatMap(pod.Metadata.Annotations),
            "spec.nodeName" => pod.Spec.NodeName,
            "spec.serviceAccountName" => pod.Spec.ServiceAccountName,
            "status.hostIP" => hostIps.Count > 0 ? hostIps[0] : "",
            "status.hostIPs" => string.Join(',', hostIps),
            "status.podIP" => podIps.Count > 0 ? podIps[0] : "",
            "status.podIPs" => string.Join(',', podIps),
            _ => throw new PodConfigException($"unsupported fieldPath: {path}"),
        };
    }

    /// <summary>One <c>key="value"</c> a line, sorted by key; the value with Go's escapes.</summary>
    internal static string FormatMap(IEnumerable<KeyValuePair<string, string>> map)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in map.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (text.Length > 0)
                text.Append('\n');
            text.Append(key).Append("=\"");
            foreach (var c in value)
                AppendEscaped(text, c);
            text.Append('"');
        }
        return text.ToString();
    }

    private static void AppendEscaped(StringBuilder text, char c)
    {
        _ = c switch
        {
            '"' => text.Append("\\\""),
            '\\' => text.Append("\\\\"),
            '\n' => text.Append("\\n"),
            '\r' => text.Append("\\r"),
            '\t' => text.Append("\\t"),
            _ when char.IsControl(c) => text.Append("\\x").Append(((int)c).ToString("x2", System.Globalization.CultureInfo.InvariantCulture)),
            _ => text.Append(c),
        };
    }

    private static bool TryReadSubscript(string path, string map, out string key)
    {
        var isSubscript = path.StartsWith(map + "['", StringComparison.Ordinal) && path.EndsWith("']", StringComparison.Ordinal);
        key = isSubscript ? path[(map.Length + 2)..^2] : "";
        return isSubscript;
    }
}
