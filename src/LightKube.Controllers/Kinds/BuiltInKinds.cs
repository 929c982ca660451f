using LightKube.Api.Schemas;

namespace LightKube.Controllers.Kinds;

/// <summary>The built-in kinds, which never change.</summary>
public sealed class BuiltInKinds : IKindSource
{
    public IReadOnlyList<KindSchema> Kinds { get; } = [.. BuiltIn.Kinds.Where(static kind => kind.Served)];

    public event Action? Changed
    {
        add { }
        remove { }
    }
}
