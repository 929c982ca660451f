using System.Text;

namespace LightKube.Kubelet.Runtime.Containerd;

/// <summary>Reads the pairs of a logfmt line from left to right: <c>key=value other="a \"quoted\" one"</c>. Stops where the form is another.</summary>
internal struct LogfmtReader(string line)
{
    private int _at;

    /// <summary>The next pair; false at the end, or where no pair stands.</summary>
    internal bool Next(out string key, out string value)
    {
        (key, value) = ("", "");
        while (_at < line.Length && line[_at] == ' ')
            _at++;
        var equals = line.IndexOf('=', _at);
        if (equals <= _at || line.AsSpan(_at, equals - _at).ContainsAny(' ', '"'))
            return false;
        key = line[_at..equals];
        _at = equals + 1;
        value = _at < line.Length && line[_at] == '"' ? Quoted() : Bare();
        return true;
    }

    private string Bare()
    {
        var end = line.IndexOf(' ', _at);
        var value = end < 0 ? line[_at..] : line[_at..end];
        _at += value.Length;
        return value;
    }

    // As Go quotes. Escapes of single bytes and of rare characters stay as they are: they are for a person to read.
    private string Quoted()
    {
        var value = new StringBuilder();
        for (_at++; _at < line.Length && line[_at] != '"'; _at++)
        {
            var next = line[_at] == '\\' && _at + 1 < line.Length ? line[_at + 1] : '\0';
            if (next is not ('"' or '\\' or 'n' or 't'))
            {
                value.Append(line[_at]);
                continue;
            }
            value.Append(next switch { 'n' => '\n', 't' => '\t', _ => next });
            _at++;
        }
        _at = Math.Min(_at + 1, line.Length); // A line that was cut has no closing quote.
        return value.ToString();
    }
}
