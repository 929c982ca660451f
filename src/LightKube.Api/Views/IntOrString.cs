using System.Globalization;
using LightKube.Api.Documents;

namespace LightKube.Api.Views;

/// <summary>A number, or a string: a port's name, a percentage.</summary>
public readonly record struct IntOrString
{
    private readonly int _number;

    public IntOrString(int number) => _number = number;

    public IntOrString(string text) => Text = text;

    /// <summary>The string, or null when this is a number.</summary>
    public string? Text { get; }

    /// <summary>The number, or null when this is a string.</summary>
    public int? Number => Text is null ? _number : null;

    public static implicit operator IntOrString(int number) => new(number);

    public static implicit operator IntOrString(string text) => new(text);

    /// <summary>Reads a tree's value; null when it is neither.</summary>
    public static IntOrString? From(Value value) =>
        value.AsString is { } text ? new IntOrString(text) : value.AsInt is { } number ? new IntOrString((int)number) : (IntOrString?)null;

    public Value ToValue() => Text is { } text ? text : (Value)_number;

    /// <summary>The number itself, or that percentage of the total.</summary>
    /// <returns>Null when it is a string that is not a percentage.</returns>
    public int? Scaled(int total, bool roundUp)
    {
        if (Text is not { } text)
        {
            return _number;
        }

        if (!text.EndsWith('%') || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var percent))
        {
            return null;
        }

        var exact = (long)percent * total;
        return (int)(roundUp ? (exact + 99) / 100 : exact / 100);
    }

    public override string ToString() => Text ?? _number.ToString(CultureInfo.InvariantCulture);
}
