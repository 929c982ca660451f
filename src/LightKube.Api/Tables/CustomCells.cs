using LightKube.Api.Documents;
using LightKube.Api.JsonPath;
using LightKube.Api.Schemas;
using LightKube.Api.Views;

namespace LightKube.Api.Tables;

/// <summary>Cells of the columns that CustomResourceDefinitions ask for: a value that is not of the column's type is not shown.</summary>
internal static class CustomCells
{
    public static Func<DocMap, DateTimeOffset, Value> Make(ColumnSchema column)
    {
        var path = JsonPathExpression.Parse(column.Source);
        return column.Type switch
        {
            "integer" => (root, _) => path.First(root) is { AsDouble: { } number } value ? value.AsInt ?? (long)number : Value.Null,
            "number" => (root, _) => path.First(root) is { AsDouble: { } number } ? number : Value.Null,
            "boolean" => (root, _) => path.First(root) is { IsBool: true } flag ? flag : Value.Null,
            "date" => (root, now) => Date(path.First(root), now),
            _ => (root, _) => Text(path.First(root)),
        };
    }

    private static Value Text(Value value) => value.IsAbsentOrNull ? Value.Null : value.AsString is not null ? value : value.ToString();

    private static Value Date(Value value, DateTimeOffset now)
    {
        if (value.AsString is not { } text)
        {
            return Value.Null;
        }

        return Validation.ScalarForms.Normalise(text, TypeKind.Time, out var time) ? HumanDuration.Since(ViewScalars.ToTime(time), now) : "<invalid>";
    }
}
