using System.Globalization;
using System.Text;
using LightKube.Api.Cel.Checking;
using LightKube.Api.Cel.Parsing;
using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel.Libraries;

/// <summary>Functions on text. All positions are in code points.</summary>
internal static class TextLibrary
{
    public static void Declare(FunctionTable table)
    {
        table.Add("string_char_at_int", "<string>.charAt(int):string", static args => CharAt(args[0].AsString!, args[1].Int));
        table.Add("string_index_of_string", "<string>.indexOf(string):int", static args => IndexOf(args[0].AsString!, args[1].AsString!, 0));
        table.Add("string_index_of_string_int", "<string>.indexOf(string,int):int", static args => IndexOf(args[0].AsString!, args[1].AsString!, args[2].Int));
        table.Add("string_last_index_of_string", "<string>.lastIndexOf(string):int", static args => LastIndexOf(args[0].AsString!, args[1].AsString!, null));
        table.Add("string_last_index_of_string_int", "<string>.lastIndexOf(string,int):int", static args => LastIndexOf(args[0].AsString!, args[1].AsString!, args[2].Int));
        table.Add("string_lower_ascii", "<string>.lowerAscii():string", static args => Ascii(args[0].AsString!, lower: true));
        table.Add("string_upper_ascii", "<string>.upperAscii():string", static args => Ascii(args[0].AsString!, lower: false));
        table.Add("string_replace_string_string", "<string>.replace(string,string):string", static args => Replace(args[0].AsString!, args[1].AsString!, args[2].AsString!, -1));
        table.Add("string_replace_string_string_int", "<string>.replace(string,string,int):string", static args =>
            Replace(args[0].AsString!, args[1].AsString!, args[2].AsString!, args[3].Int));
        table.Add("string_split_string", "<string>.split(string):list(string)", static args => Split(args[0].AsString!, args[1].AsString!, -1));
        table.Add("string_split_string_int", "<string>.split(string,int):list(string)", static args => Split(args[0].AsString!, args[1].AsString!, args[2].Int));
        table.Add("string_substring_int", "<string>.substring(int):string", static args => Substring(args[0].AsString!, args[1].Int, null));
        table.Add("string_substring_int_int", "<string>.substring(int,int):string", static args => Substring(args[0].AsString!, args[1].Int, args[2].Int));
        table.Add("string_trim", "<string>.trim():string", static args => args[0].AsString!.Trim(Whitespace));
        table.Add("list_join", "<list(string)>.join():string", static args => Join(args[0], ""));
        table.Add("list_join_string", "<list(string)>.join(string):string", static args => Join(args[0], args[1].AsString!));
        table.Add("strings_quote", "strings.quote(string):string", static args => GoQuote.Quote(args[0].AsString!, escapeControls: false));
    }

    /// <summary>What Unicode calls white space.</summary>
    private static readonly char[] Whitespace =
        [' ', '\t', '\n', '\v', '\f', '\r', '\u0085', '\u00a0', '\u1680', '\u2000', '\u2001', '\u2002', '\u2003', '\u2004', '\u2005', '\u2006', '\u2007', '\u2008', '\u2009', '\u200a', '\u2028', '\u2029', '\u202f', '\u205f', '\u3000'];

    internal static CelValue Reverse(string text)
    {
        var reversed = new char[text.Length];
        for (var at = 0; at < text.Length;)
        {
            var length = CodePoints.Length(text, at);
            text.AsSpan(at, length).CopyTo(reversed.AsSpan(text.Length - at - length));
            at += length;
        }

        return new string(reversed);
    }

    private static CelValue OutOfRange(long index) => CelValue.Error(string.Create(CultureInfo.InvariantCulture, $"index out of range: {index}"));

    private static CelValue CharAt(string text, long index)
    {
        var at = CodePoints.Offset(text, index);
        return at < 0 ? OutOfRange(index) : at == text.Length ? "" : text.Substring(at, CodePoints.Length(text, at));
    }

    private static CelValue IndexOf(string text, string part, long from)
    {
        var at = CodePoints.Offset(text, from);
        if (at < 0 || (at == text.Length && from > 0 && part.Length > 0 && from > CodePoints.Count(text)))
        {
            return OutOfRange(from);
        }

        var found = text.IndexOf(part, at, StringComparison.Ordinal);
        return found < 0 ? -1L : CodePoints.Count(text.AsSpan(0, found));
    }

    private static CelValue LastIndexOf(string text, string part, long? from)
    {
        var at = from is { } index ? CodePoints.Offset(text, index) : text.Length;
        if (at < 0)
        {
            return OutOfRange(from!.Value);
        }

        var found = text.AsSpan(0, (int)Math.Min((long)at + part.Length, text.Length)).LastIndexOf(part, StringComparison.Ordinal);
        return found < 0 ? -1L : CodePoints.Count(text.AsSpan(0, found));
    }

    private static CelValue Ascii(string text, bool lower) =>
        string.Create(text.Length, (text, lower), static (result, state) =>
        {
            for (var i = 0; i < result.Length; i++)
            {
                var c = state.text[i];
                result[i] = state.lower ? (c is >= 'A' and <= 'Z' ? (char)(c | 0x20) : c) : c is >= 'a' and <= 'z' ? (char)(c & ~0x20) : c;
            }
        });

    private static CelValue Replace(string text, string part, string with, long limit)
    {
        if (limit < 0 && part.Length > 0)
        {
            TextSize.Require(text.Length + text.AsSpan().Count(part) * (long)with.Length);
            return text.Replace(part, with, StringComparison.Ordinal);
        }

        var result = new StringBuilder();
        var at = 0;
        for (var done = 0L; (limit < 0 || done < limit) && at <= text.Length; done++)
        {
            // An empty part stands before each character and at the end.
            var found = part.Length == 0 ? at + (done == 0 || at == text.Length ? 0 : CodePoints.Length(text, at)) : text.IndexOf(part, at, StringComparison.Ordinal);
            if (found < 0 || (part.Length == 0 && done > 0 && found == at))
            {
                break;
            }

            TextSize.Require(result.Length + (long)with.Length);
            result.Append(text, at, found - at).Append(with);
            at = found + part.Length;
        }

        return result.Append(text, at, text.Length - at).ToString();
    }

    private static CelValue Split(string text, string separator, long limit)
    {
        var parts = new List<string>();
        if (limit == 0)
        {
            return ArrayList.Empty;
        }

        var at = 0;
        while (limit < 0 || parts.Count < limit - 1)
        {
            var found = separator.Length > 0 ? text.IndexOf(separator, at, StringComparison.Ordinal)
                : at < text.Length && at + CodePoints.Length(text, at) < text.Length ? at + CodePoints.Length(text, at) : -1;
            if (found < 0)
            {
                break;
            }

            parts.Add(text[at..found]);
            at = found + separator.Length;
        }

        if (separator.Length > 0 || text.Length > 0)
        {
            parts.Add(text[at..]);
        }

        return ArrayList.Of(parts);
    }

    private static CelValue Substring(string text, long from, long? to)
    {
        var start = CodePoints.Offset(text, from);
        if (start < 0)
        {
            return OutOfRange(from);
        }

        if (to is not { } until)
        {
            return text[start..];
        }

        var end = CodePoints.Offset(text, until);
        return end < 0 ? OutOfRange(until)
            : from > until ? CelValue.Error(string.Create(CultureInfo.InvariantCulture, $"invalid substring range. start: {from}, end: {until}"))
            : text[start..end];
    }

    private static CelValue Join(CelValue value, string separator)
    {
        value.TryList(out var list);
        var text = new StringBuilder();
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i].AsString is not { } item)
            {
                return CelError.NoSuchOverload;
            }

            TextSize.Require((long)text.Length + separator.Length + item.Length);
            text.Append(i == 0 ? "" : separator).Append(item);
        }

        return text.ToString();
    }
}
