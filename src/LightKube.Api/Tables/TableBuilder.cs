using System.Runtime.CompilerServices;
using LightKube.Api.Documents;
using LightKube.Api.JsonPath;
using LightKube.Api.Schemas;
using LightKube.Api.Views;

namespace LightKube.Api.Tables;

/// <summary>Makes the Table that <c>kubectl get</c> shows from the columns of a kind.</summary>
public static class TableBuilder
{
    private const string Otherwise = " or ";

    // Of all dates this one is shown as it is, not as an age.
    private const string CreatedAt = "Created At";

    private static readonly ColumnSchema[] DefaultColumns =
    [
        new("Name", "string", "name", 0, ".metadata.name", "The name of the object, unique in its namespace."),
        new(CreatedAt, "date", "", 0, ".metadata.creationTimestamp", "When the object was created."),
    ];

    private static readonly ConditionalWeakTable<KindSchema, Func<DocMap, DateTimeOffset, Value>[]> Cells = [];

    /// <summary>The kind's columns; a kind without any has name and time of creation.</summary>
    public static IReadOnlyList<ColumnSchema> Columns(KindSchema kind) => kind.Columns.Count > 0 ? kind.Columns : DefaultColumns;

    /// <summary>The <c>columnDefinitions</c> of a Table.</summary>
    public static DocList ColumnDefinitions(KindSchema kind)
    {
        var list = new DocList();
        foreach (var column in Columns(kind))
        {
            var map = new DocMap(5);
            map.Set("name", column.Name);
            map.Set("type", column.Type);
            map.Set("format", column.Format);
            map.Set("description", column.Description);
            map.Set("priority", column.Priority);
            list.Add(map);
        }

        return list;
    }

    /// <summary>The <c>cells</c> of one object's row, in the order of the columns.</summary>
    public static DocList Row(KindSchema kind, DocMap root, TimeProvider time)
    {
        var cells = Cells.GetValue(kind, MakeCells);
        var now = time.GetUtcNow();
        var row = new DocList(cells.Length);
        foreach (var cell in cells)
        {
            var value = cell(root, now);
            row.Add(value.IsAbsent ? Value.Null : value);
        }

        return row;
    }

    /// <summary>The <c>conditions</c> of the row: a pod that has ended is marked as completed. Null when there are none.</summary>
    public static DocList? RowConditions(KindSchema kind, DocMap root)
    {
        var phase = kind is { Group: "", Kind: "Pod" } ? root.GetMap("status")?.GetString("phase") : null;
        if (phase is not ("Succeeded" or "Failed"))
        {
            return null;
        }

        var condition = new DocMap(4);
        condition.Set("type", "Completed");
        condition.Set("status", "True");
        condition.Set("reason", phase);
        condition.Set("message", phase == "Succeeded" ? "The pod has completed successfully." : "The pod failed.");
        var list = new DocList(1);
        list.Add(condition);
        return list;
    }

    private static Func<DocMap, DateTimeOffset, Value>[] MakeCells(KindSchema kind) => Columns(kind).Select(kind.Custom is null ? (Func<ColumnSchema, Func<DocMap, DateTimeOffset, Value>>)MakeCell : CustomCells.Make).ToArray();

    private static Func<DocMap, DateTimeOffset, Value> MakeCell(ColumnSchema column)
    {
        if (column.Source.StartsWith(':'))
        {
            return CellRegistry.Find(column.Source[1..]);
        }

        var split = column.Source.IndexOf(Otherwise, StringComparison.Ordinal);
        var path = JsonPathExpression.Parse(split < 0 ? column.Source : column.Source[..split]);
        Value otherwise = split < 0 ? default : Text(column.Source[(split + Otherwise.Length)..], column.Type);
        return column.Type switch
        {
            "date" when column.Name != CreatedAt => (root, now) => Date(path.First(root), now),
            "string" => (root, _) => String(path.First(root), otherwise),
            _ => (root, _) => path.First(root) is { IsAbsentOrNull: false } value ? value : otherwise,
        };
    }

    private static Value Text(string text, string type) =>
        type is "integer" && long.TryParse(text, out var number) ? number : type is "boolean" ? text == "true" : text;

    private static Value String(Value value, Value otherwise) => value switch
    {
        { IsAbsentOrNull: true } or { AsString: "" } => otherwise,
        { AsString: not null } => value,
        _ => value.ToString(),
    };

    private static Value Date(Value value, DateTimeOffset now) =>
        value.IsAbsentOrNull ? default : HumanDuration.Since(ViewScalars.ToTime(value), now);
}
