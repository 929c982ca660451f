using LightKube.Api.Schemas;

namespace LightKube.Controllers.Kinds;

/// <summary>The kinds that the API serves now, custom ones included: for controllers that look after all of them.</summary>
public interface IKindSource
{
    /// <summary>All kinds with a resource of their own.</summary>
    IReadOnlyList<KindSchema> Kinds { get; }

    /// <summary>Raised after <see cref="Kinds"/> has changed.</summary>
    event Action? Changed;
}
