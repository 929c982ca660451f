using System.Text;
using LightKube.Api.Documents;

namespace LightKube.Api.Yaml;

/// <summary>Writes trees as YAML in block style, so that <see cref="YamlDocumentReader"/> and every other reader get the same tree back.</summary>
public static class YamlDocumentWriter
{
    private const int IndentWidth = 2;

    /// <summary>The value as a document, ending in a newline.</summary>
    public static string Write(Value value)
    {
        var text = new StringBuilder(1024);
        Node(text, value, 0, onKeyLine: false);
        return text.ToString();
    }

    /// <summary>Several documents, divided by <c>---</c>.</summary>
    public static string WriteAll(IEnumerable<Value> values) => string.Join("---\n", values.Select(Write));

    private static void Node(StringBuilder text, Value value, int indent, bool onKeyLine)
    {
        if (value.AsMap is { Count: > 0 } map)
        {
            Break(text, onKeyLine);
            Map(text, map, indent, firstIndented: true);
        }
        else if (value.AsList is { Count: > 0 } list)
        {
            // Kubernetes' tools put the dashes of a list under its key, not further in.
            Break(text, onKeyLine);
            List(text, list, onKeyLine ? indent - IndentWidth : indent);
        }
        else
        {
            text.Append(onKeyLine ? " " : "");
            Scalar(text, value, indent);
        }
    }

    private static void Break(StringBuilder text, bool onKeyLine) => text.Append(onKeyLine ? "\n" : "");

    private static void Map(StringBuilder text, DocMap map, int indent, bool firstIndented)
    {
        var first = true;
        foreach (ref readonly var entry in map.Entries)
        {
            text.Append(' ', first && !firstIndented ? 0 : indent);
            first = false;
            text.Append(YamlText.Inline(entry.Key)).Append(':');
            Node(text, entry.Value, indent + IndentWidth, onKeyLine: true);
        }
    }

    private static void List(StringBuilder text, DocList list, int indent)
    {
        foreach (ref readonly var item in list.Items)
        {
            text.Append(' ', indent).Append('-');
            if (item.AsMap is { Count: > 0 } map)
            {
                text.Append(' ');
                Map(text, map, indent + IndentWidth, firstIndented: false);
            }
            else
            {
                Node(text, item, item.AsList is null ? indent + IndentWidth : indent + 2 * IndentWidth, onKeyLine: true);
            }
        }
    }

    private static void Scalar(StringBuilder text, Value value, int indent)
    {
        switch (value.Kind)
        {
            case ValueKind.Map:
                text.Append("{}\n");
                break;
            case ValueKind.List:
                text.Append("[]\n");
                break;
            case ValueKind.String when YamlText.FitsBlock(value.AsString!):
                YamlText.Block(text, value.AsString!, Math.Max(indent, IndentWidth));
                break;
            case ValueKind.String:
                text.Append(YamlText.Inline(value.AsString!)).Append('\n');
                break;
            default:
                text.Append(value.IsAbsent ? "null" : value.ToString()).Append('\n');
                break;
        }
    }
}
