using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Volumes;

/// <summary>References of a pod to its own fields and to its containers' resources.</summary>
internal static class DownwardReferences
{
    private static readonly string[] InVolumes = ["metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"];

    private static readonly string[] InEnvironment =
    [
        "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName",
        "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
    ];

    // Known to the conversion, though no container may ask for all of them.
    private static readonly string[] Known = [.. InVolumes, .. InEnvironment, "spec.restartPolicy", "spec.schedulerName", "status.phase", "spec.host"];

    private static readonly string[] Resources =
    [
        "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory",
    ];

    private static readonly string[] Sizes = ["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"];

    public static void OfVolume(Field reference) => FieldRef(reference, InVolumes);

    public static void OfEnvironment(Field reference) => FieldRef(reference, InEnvironment);

    private static void FieldRef(Field reference, string[] supported)
    {
        if (!reference["apiVersion"].HasText)
        {
            reference["apiVersion"].Required();
            return;
        }

        var path = reference["fieldPath"];
        if (!path.HasText)
        {
            path.Required();
            return;
        }

        var (name, subscript) = Split(path.Text);
        if (ConversionProblem(reference["apiVersion"].Text, path.Text, name, subscript) is { } problem)
        {
            path.Invalid($"error converting fieldPath: {problem}");
        }
        else if (subscript is not null)
        {
            var key = name == "metadata.annotations" ? subscript.ToLowerInvariant() : subscript;
            reference.With(key).Obey(NameRules.QualifiedName);
        }
        else if (!supported.Contains(path.Text == "spec.host" ? "spec.nodeName" : path.Text))
        {
            path.NotSupported(supported);
        }
    }

    private static string? ConversionProblem(string version, string path, string name, string? subscript) => version != "v1"
        ? $"unsupported pod version: {version}"
        : subscript is not null
            ? name is "metadata.annotations" or "metadata.labels" ? null : $"field label does not support subscript: {path}"
            : Known.Contains(path) ? null : $"field label not supported: {path}";

    /// <summary>Takes <c>metadata.labels['key']</c> apart; no subscript when it is a plain path.</summary>
    private static (string Name, string? Subscript) Split(string path)
    {
        var open = path.EndsWith("']", StringComparison.Ordinal) ? path.IndexOf("['", StringComparison.Ordinal) : -1;
        return open <= 0 || open + 2 > path.Length - 2 ? (path, null) : (path[..open], path[(open + 2)..^2]);
    }

    public static void Resource(Field reference, bool ofVolume)
    {
        var name = reference["resource"].Text;
        if (ofVolume && !reference["containerName"].HasText)
        {
            reference["containerName"].Required();
        }
        else if (name.Length == 0)
        {
            reference["resource"].Required();
        }
        else if (!Resources.Contains(name) && !IsHugePages(name))
        {
            reference["resource"].NotSupported(Resources);
        }

        Divisor(reference, name);
    }

    private static void Divisor(Field reference, string name)
    {
        if (reference["divisor"].Quantity is not { IsZero: false } divisor)
        {
            return;
        }

        var isCpu = name is "limits.cpu" or "requests.cpu";
        var kind = name switch
        {
            "limits.cpu" or "requests.cpu" => "cpu",
            "limits.memory" or "requests.memory" => "memory",
            "limits.ephemeral-storage" or "requests.ephemeral-storage" => "local ephemeral storage",
            _ => IsHugePages(name) ? "hugepages" : "",
        };
        var text = divisor.ToString();
        if (kind.Length > 0 && !(isCpu ? text is "1m" or "1" : Sizes.Contains(text)))
        {
            var values = isCpu ? "1m and 1" : string.Join(", ", Sizes);
            reference["divisor"].Invalid(name, $"only divisor's values {values} are supported with the {kind} resource");
        }
    }

    private static bool IsHugePages(string name) =>
        name.StartsWith("limits.hugepages-", StringComparison.Ordinal) || name.StartsWith("requests.hugepages-", StringComparison.Ordinal);
}
