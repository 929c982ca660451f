namespace LightKube.Foundation.Http;

/// <summary>Headers that a relay sets itself, whatever the client sent.</summary>
/// <param name="headers">Names and values; a name may stand several times.</param>
/// <param name="replaces">True for a header of the client that is left out.</param>
public sealed class ForwardedIdentity(IReadOnlyList<(string Name, string Value)> headers, Func<string, bool> replaces)
{
    public IReadOnlyList<(string Name, string Value)> Headers => headers;

    public bool Replaces(string header) => replaces(header);

    /// <summary>Sets the headers.</summary>
    public void AddTo(HttpRequestMessage request)
    {
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
