using LightKube.Api.Documents;
using LightKube.Api.Views;

namespace LightKube.Api.Tables;

/// <summary>Cells of many kinds, and what cells are made of.</summary>
internal static class CommonCells
{
    public const string None = "<none>";
    public const string Unset = "<unset>";
    private const int MaxListed = 3;

    public static IEnumerable<(string, Func<DocMap, DateTimeOffset, Value>)> All =>
    [
        ("age", (root, now) => Age(root, now)),
        ("count.data", (root, _) => Count(root, "data") + Count(root, "binaryData")),
        ("count.secrets", (root, _) => Count(root, "secrets")),
        ("count.webhooks", (root, _) => Count(root, "webhooks")),
    ];

    public static Value Age(DocMap root, DateTimeOffset now) =>
        HumanDuration.Since(ViewScalars.ToTime(root.GetMap("metadata")?["creationTimestamp"] ?? default), now);

    public static bool IsDeleting(DocMap root) => root.GetMap("metadata")?["deletionTimestamp"] is { IsAbsentOrNull: false };

    public static int Count(DocMap? map, string key) => map is null ? 0 : map[key] switch
    {
        { AsList: { } list } => list.Count,
        { AsMap: { } entries } => entries.Count,
        _ => 0,
    };

    public static string OrNone(string? text) => string.IsNullOrEmpty(text) ? None : text;

    public static string Joined(IEnumerable<string> texts, string separator = ",") => OrNone(string.Join(separator, texts));

    /// <summary>The first few, and how many more there are.</summary>
    public static string Shortened(IReadOnlyList<string> texts, string empty)
    {
        if (texts.Count == 0)
        {
            return empty;
        }

        var listed = string.Join(",", texts.Take(MaxListed));
        return texts.Count > MaxListed ? $"{listed} + {texts.Count - MaxListed} more..." : listed;
    }

    /// <summary>Labels as <c>a=b,c=d</c>, sorted.</summary>
    public static string Labels(DocMap? labels) =>
        labels is null ? None : Joined(labels.Entries.ToArray().OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}={entry.Value.AsString}"));
}
