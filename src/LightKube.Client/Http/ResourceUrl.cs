using System.Globalization;
using System.Text;
using LightKube.Api.Schemas;

namespace LightKube.Client.Http;

/// <summary>The paths of the API.</summary>
internal static class ResourceUrl
{
    /// <summary>The path of a kind's objects, of one object, or of a subresource; relative to the server's address.</summary>
    public static string Of(KindSchema kind, string? @namespace, string? name = null, string? subresource = null)
    {
        var path = new StringBuilder(kind.Group.Length == 0 ? $"api/{kind.Version}" : $"apis/{kind.Group}/{kind.Version}");
        if (kind.Namespaced && !string.IsNullOrEmpty(@namespace))
            path.Append("/namespaces/").Append(Uri.EscapeDataString(@namespace));
        path.Append('/').Append(kind.Plural);
        if (name is not null)
            path.Append('/').Append(Uri.EscapeDataString(name));
        if (subresource is not null)
            path.Append('/').Append(subresource);
        return path.ToString();
    }

    /// <summary>The query of a list.</summary>
    public static string ListQuery(ListQuery query)
    {
        var text = new StringBuilder();
        Selectors(text, query);
        Add(text, "resourceVersion", query.ResourceVersion);
        Add(text, "limit", query.Limit > 0 ? query.Limit.ToString(CultureInfo.InvariantCulture) : "");
        Add(text, "continue", query.Continue);
        return text.ToString();
    }

    /// <summary>The query of a watch that the server is to end after the duration.</summary>
    public static string WatchQuery(ListQuery query, TimeSpan duration)
    {
        var text = new StringBuilder();
        Add(text, "watch", "true");
        Add(text, "allowWatchBookmarks", "true");
        Selectors(text, query);
        Add(text, "resourceVersion", query.ResourceVersion);
        Add(text, "sendInitialEvents", query.SendInitialEvents ? "true" : "");
        Add(text, "resourceVersionMatch", query.SendInitialEvents ? "NotOlderThan" : "");
        Add(text, "timeoutSeconds", ((int)duration.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        return text.ToString();
    }

    public static string PatchQuery(Patch patch)
    {
        var text = new StringBuilder();
        Add(text, "fieldManager", patch.FieldManager ?? "");
        Add(text, "force", patch.Force ? "true" : "");
        return text.ToString();
    }

    private static void Selectors(StringBuilder text, ListQuery query)
    {
        Add(text, "labelSelector", query.LabelSelector ?? "");
        Add(text, "fieldSelector", query.FieldSelector ?? "");
    }

    private static void Add(StringBuilder text, string name, string value)
    {
        if (value.Length > 0)
            text.Append(text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
    }
}
