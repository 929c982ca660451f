#nullable enable
using System;
using System.Globalization;
using System.Linq;

namespace LightKube.Api.Schemas.Text;

/// <summary>Parses a schema file. It is compiled into the library and into the view generator, so both read the same language.</summary>
internal static class SchemaParser
{
    public static SchemaFile Parse(string text)
    {
        var file = new SchemaFile();
        KindText? kind = null;
        TypeText? type = null;
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.TrimEnd();
            if (line.Length == 0 || line.TrimStart()[0] == '#')
            {
                continue;
            }

            var indented = line[0] == ' ';
            var words = line.Split([' '], StringSplitOptions.RemoveEmptyEntries);
            if (!indented)
            {
                kind = null;
                type = null;
                switch (words[0])
                {
                    case "kind":
                        kind = new KindText { Kind = words[1], Plural = words[2], Namespaced = words[3] == "Namespaced" };
                        file.Kinds.Add(kind);
                        break;
                    case "type":
                        type = new TypeText { Name = words[1], Atomic = words.Contains("atomic"), IsKind = words.Contains("kind") };
                        file.Types.Add(type);
                        break;
                    default:
                        Header(file, words, number);
                        break;
                }
            }
            else if (type != null)
            {
                type.Fields.Add(Field(words, number));
            }
            else if (kind != null)
            {
                KindLine(kind, words, line, number);
            }
            else
            {
                throw Broken(number, "an indented line without a kind or type above it");
            }
        }

        return file;
    }

    private static void Header(SchemaFile file, string[] words, int line)
    {
        switch (words[0])
        {
            case "package": file.Package = words[1]; break;
            case "group": file.Group = words[1] == "core" ? "" : words[1]; break;
            case "version": file.Version = words[1]; break;
            case "proto": file.Proto = words[1]; break;
            case "openapi": file.OpenApi = words[1]; break;
            case "served": file.Served = words[1] == "true"; break;
            case "aggregated": file.Aggregated = words[1] == "true"; break;
            default: throw Broken(line, "unknown word '" + words[0] + "'");
        }
    }

    private static void KindLine(KindText kind, string[] words, string line, int number)
    {
        switch (words[0])
        {
            case "singular": kind.Singular = words[1]; break;
            case "list": kind.List = words[1]; break;
            case "short": kind.ShortNames = words[1].Split(','); break;
            case "categories": kind.Categories = words[1].Split(','); break;
            case "verbs": kind.Verbs = words[1].Split(','); break;
            case "subresource":
                kind.Subresources.Add(new SubresourceText { Name = words[1], Kind = words[2], Verbs = words[3].Split(',') });
                break;
            case "column": kind.Columns.Add(Column(line, number)); break;
            default: throw Broken(number, "unknown word '" + words[0] + "'");
        }
    }

    // column NAME | TYPE[:FORMAT] | PRIORITY | SOURCE | DESCRIPTION
    private static ColumnText Column(string line, int number)
    {
        var parts = line.Trim().Substring("column".Length).Split('|').Select(part => part.Trim()).ToArray();
        if (parts.Length < 4)
        {
            throw Broken(number, "a column needs: column NAME | TYPE | PRIORITY | SOURCE | DESCRIPTION");
        }

        var type = parts[1].Split(':');
        return new ColumnText
        {
            Name = parts[0],
            Type = type[0],
            Format = type.Length > 1 ? type[1] : "",
            Priority = int.Parse(parts[2], CultureInfo.InvariantCulture),
            Source = parts[3],
            Description = parts.Length > 4 ? parts[4] : "",
        };
    }

    private static FieldText Field(string[] words, int line)
    {
        if (words.Length < 3)
        {
            throw Broken(line, "a field needs: NUMBER NAME TYPE");
        }

        var field = new FieldText { Number = int.Parse(words[0], CultureInfo.InvariantCulture), Name = words[1] };
        var type = words[2];
        if (type[0] == '*')
        {
            field.Pointer = true;
            type = type.Substring(1);
        }

        if (type.StartsWith("[]", StringComparison.Ordinal))
        {
            field.IsList = true;
            type = type.Substring(2);
        }
        else if (type.StartsWith("map[string]", StringComparison.Ordinal))
        {
            field.IsMap = true;
            type = type.Substring("map[string]".Length);
        }

        field.Type = type;
        for (var i = 3; i < words.Length; i++)
        {
            Attribute(field, words[i], line);
        }

        return field;
    }

    private static void Attribute(FieldText field, string word, int line)
    {
        var equals = word.IndexOf('=');
        var name = equals < 0 ? word : word.Substring(0, equals);
        var value = equals < 0 ? "" : word.Substring(equals + 1);
        switch (name)
        {
            case "inline": field.Inline = true; break;
            case "required": field.Required = true; break;
            case "always": field.Always = true; break;
            case "nullable": field.Nullable = true; break;
            case "default": field.Default = value; break;
            case "enum": field.Enum = value.Replace("%20", " ").Split('|'); break;
            case "map": field.AtomicMap = value == "atomic"; break;
            case "proto": field.ProtoName = value; break;
            case "list":
                field.ListType = Head(value);
                field.ListKeys = Arguments(value);
                break;
            case "patch":
                field.PatchStrategy = Head(value).Split('+');
                field.PatchMergeKey = Arguments(value).FirstOrDefault();
                break;
            default: throw Broken(line, "unknown attribute '" + name + "'");
        }
    }

    private static string Head(string value)
    {
        var open = value.IndexOf('(');
        return open < 0 ? value : value.Substring(0, open);
    }

    private static string[] Arguments(string value)
    {
        var open = value.IndexOf('(');
        return open < 0 ? [] : value.Substring(open + 1).TrimEnd(')').Split(',');
    }

    private static FormatException Broken(int line, string what) =>
        new FormatException("schema line " + line.ToString(CultureInfo.InvariantCulture) + ": " + what);
}
