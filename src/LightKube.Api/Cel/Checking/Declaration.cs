using LightKube.Api.Cel.Types;
using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel.Checking;

/// <summary>What a name stands for: a variable, an iteration variable or a constant.</summary>
internal sealed class Declaration(string name, CelType type)
{
    public string Name { get; } = name;

    public CelType Type { get; } = type;

    /// <summary>The type with its sizes, for estimates of cost; null when nothing declares them.</summary>
    public DeclType? Declared { get; init; }

    /// <summary>The place of a variable in the activation; -1 for others.</summary>
    public int Slot { get; init; } = -1;

    /// <summary>The value of a constant, such as a type's name; unset for a variable.</summary>
    public CelValue Constant { get; init; }
}
