using System.Buffers.Text;
using System.Text;
using LightKube.Api.Documents;
using LightKube.Api.Json;

namespace LightKube.ApiServer.Tokens;

/// <summary>A signed JSON Web Token in its compact form.</summary>
internal sealed class JsonWebToken
{
    /// <summary>Longer ones are none of ours: a header of HTTP would not take them.</summary>
    private const int MaxLength = 16 * 1024;

    private readonly byte[] _signed;
    private readonly byte[] _signature;

    private JsonWebToken(DocMap header, DocMap claims, byte[] signed, byte[] signature)
    {
        Header = header;
        Claims = claims;
        _signed = signed;
        _signature = signature;
    }

    public DocMap Header { get; }

    public DocMap Claims { get; }

    /// <summary>Reads without judging; null when the text is not such a token.</summary>
    public static JsonWebToken? TryParse(string token)
    {
        var first = token.IndexOf('.');
        var last = token.LastIndexOf('.');
        if (token.Length > MaxLength || first <= 0 || last <= first || token.AsSpan(first + 1, last - first - 1).Contains('.'))
        {
            return null;
        }

        try
        {
            return new JsonWebToken(
                JsonDocumentReader.ReadMap(Base64Url.DecodeFromChars(token.AsSpan(0, first))),
                JsonDocumentReader.ReadMap(Base64Url.DecodeFromChars(token.AsSpan(first + 1, last - first - 1))),
                Encoding.ASCII.GetBytes(token, 0, last),
                Base64Url.DecodeFromChars(token.AsSpan(last + 1)));
        }
        catch (Exception e) when (e is FormatException or DocumentFormatException)
        {
            return null;
        }
    }

    public static string Sign(DocMap claims, TokenKey key)
    {
        var header = new DocMap();
        header.Set("alg", key.Algorithm);
        header.Set("kid", key.Id);
        var signed = $"{Encode(header)}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>True when one of the keys, the one that the header names if it names one, made the signature.</summary>
    public bool IsSignedBy(IReadOnlyList<TokenKey> keys)
    {
        var id = Header.GetString("kid");
        var algorithm = Header.GetString("alg");
        foreach (var key in keys)
        {
            // The algorithm is the key's, never the token's choice.
            if ((id is null || id == key.Id) && key.Algorithm == algorithm && key.Verify(_signed, _signature))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Lets someone else judge the signature.</summary>
    /// <param name="verify">Takes the signed bytes and the signature.</param>
    public bool IsVerifiedBy(Func<byte[], byte[], bool> verify) => verify(_signed, _signature);

    private static string Encode(DocMap map) => Base64Url.EncodeToString(JsonDocumentWriter.ToBytes(map));
}
