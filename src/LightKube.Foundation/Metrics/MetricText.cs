using System.Globalization;
using System.Text;

namespace LightKube.Foundation.Metrics;

/// <summary>Writes metrics in Prometheus' text format, version 0.0.4.</summary>
public sealed class MetricText
{
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    /// <summary>Begins a metric; its samples follow.</summary>
    /// <param name="name">As Prometheus wants it: <c>apiserver_request_total</c>.</param>
    /// <param name="type">counter, gauge or histogram.</param>
    /// <param name="help">For a person, on one line.</param>
    public MetricText Begin(string name, string type, string help)
    {
        _text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n')
            .Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        return this;
    }

    /// <param name="name">The metric, with a suffix such as <c>_bucket</c> if it has one.</param>
    /// <param name="value">The sample.</param>
    /// <param name="labels">Names and values.</param>
    public MetricText Sample(string name, double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        _text.Append(name);
        var separator = '{';
        foreach (var (label, text) in labels)
        {
            _text.Append(separator).Append(label).Append("=\"");
            AppendEscaped(text);
            _text.Append('"');
            separator = ',';
        }

        if (separator == ',')
        {
            _text.Append('}');
        }

        _text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
        return this;
    }

    public override string ToString() => _text.ToString();

    private void AppendEscaped(string text)
    {
        foreach (var c in text)
        {
            _ = c switch
            {
                '\\' => _text.Append("\\\\"),
                '"' => _text.Append("\\\""),
                '\n' => _text.Append("\\n"),
                _ => _text.Append(c),
            };
        }
    }
}
