namespace LightKube.Kubelet.Images;

/// <summary>Image names as users write them, and what they mean.</summary>
internal static class ImageName
{
    private const string DefaultTag = "latest";

    /// <summary>Without a tag or digest an image means its tag <c>latest</c>.</summary>
    internal static bool IsLatest(string image)
    {
        if (image.Contains('@'))
            return false;
        var (_, tag) = Split(image);
        return tag is null or DefaultTag;
    }

    /// <summary>The pull policy that Kubernetes gives a container that names none.</summary>
    internal static string DefaultPullPolicy(string image) => IsLatest(image) ? "Always" : "IfNotPresent";

    /// <summary>The registry: <c>docker.io</c> when the name gives none.</summary>
    internal static string Registry(string image)
    {
        var slash = image.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
            return "docker.io";
        var first = image[..slash];
        return first.Contains('.') || first.Contains(':') || first == "localhost" ? first : "docker.io";
    }

    /// <summary>Whether the name can be one at all.</summary>
    internal static bool IsValid(string image)
    {
        if (image.Length == 0 || image.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
            return false;
        var (name, tag) = Split(image.Split('@')[0]);
        return name.Length > 0 && tag != "" && Repository(name).All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-' or '/');
    }

    private static string Repository(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return slash >= 0 && Registry(name) == name[..slash] ? name[(slash + 1)..] : name;
    }

    private static (string Name, string? Tag) Split(string image)
    {
        var colon = image.LastIndexOf(':');
        return colon > image.LastIndexOf('/') ? (image[..colon], image[(colon + 1)..]) : (image, null);
    }
}
