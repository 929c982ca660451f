using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.Api.Views;

namespace LightKube.ApiServer.Objects;

/// <summary>
/// The newest objects as the server itself sees them, without a request: what authentication, authorization and admission look things
/// up in. It answers at once from memory. Documents that come out are frozen.
/// </summary>
public interface IObjectReader
{
    /// <summary>The object, or null when there is none.</summary>
    Document? Find(KindSchema kind, ObjectKey key);

    /// <summary>The objects of that kind in one namespace, or in all when it is null, in key order.</summary>
    IReadOnlyList<Document> List(KindSchema kind, string? ns);
}
