using System.Text;

namespace LightKube.Foundation.Logging;

/// <summary>The part of the program that an event comes from, as users name it in <c>--log-level</c>: <c>api-server</c>, <c>kubelet</c>.</summary>
public static class LogArea
{
    /// <summary>The area of Kestrel and all else that comes from ASP.NET.</summary>
    public const string WebServer = "web-server";

    private const string OurPrefix = "LightKube.";
    private const string WebServerPrefix = "Microsoft.";

    /// <summary>
    /// The area of a logger's category: of one of our types, the project's name (<c>LightKube.ApiServer.Watch.X</c> is <c>api-server</c>); any
    /// other category is an area by itself.
    /// </summary>
    public static string Of(string category)
    {
        if (category.StartsWith(WebServerPrefix, StringComparison.Ordinal))
            return WebServer;
        if (!category.StartsWith(OurPrefix, StringComparison.Ordinal))
            return category;
        var rest = category[OurPrefix.Length..];
        var end = rest.IndexOf('.');
        return ToKebabCase(end < 0 ? rest : rest[..end]);
    }

    private static string ToKebabCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0)
                text.Append('-');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }
}
