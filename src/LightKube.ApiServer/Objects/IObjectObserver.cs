using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.ApiServer.Objects;

/// <summary>
/// Keeps something compiled from objects (rules of RBAC, the graph of the node authorizer, addresses in use). The server calls it for
/// every object that exists at start and then for every change, in the order of revisions, one call at a time, before the writer of
/// the change gets its answer.
/// </summary>
public interface IObjectObserver
{
    /// <summary>The kinds to be told about, at their stored version.</summary>
    IReadOnlyList<KindSchema> Kinds { get; }

    /// <summary>One change. Must be quick and must not throw: an object that makes no sense is skipped.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="before">Null when the object is new.</param>
    /// <param name="after">Null when the object is gone.</param>
    void OnChanged(KindSchema kind, Document? before, Document? after);
}
