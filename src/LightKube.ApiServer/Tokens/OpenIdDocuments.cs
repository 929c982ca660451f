using LightKube.Api.Documents;
using LightKube.Api.Json;

namespace LightKube.ApiServer.Tokens;

/// <summary>What others verify our tokens with: <c>/.well-known/openid-configuration</c> and <c>/openid/v1/jwks</c>.</summary>
public sealed class OpenIdDocuments
{
    public const string ConfigurationPath = "/.well-known/openid-configuration";
    public const string KeysPath = "/openid/v1/jwks";
    public const string ConfigurationMediaType = "application/json";
    public const string KeysMediaType = "application/jwk-set+json";

    /// <param name="options">Issuer and keys.</param>
    /// <param name="keysUrl">The full URL of the key document as clients reach it.</param>
    public OpenIdDocuments(ServiceAccountTokenOptions options, string keysUrl)
    {
        var configuration = new DocMap();
        configuration.Set("issuer", options.Issuer);
        configuration.Set("jwks_uri", keysUrl);
        configuration.Set("response_types_supported", DocList.Of(["id_token"]));
        configuration.Set("subject_types_supported", DocList.Of(["public"]));
        configuration.Set("id_token_signing_alg_values_supported", DocList.Of(options.AllKeys.Select(key => key.Algorithm).Distinct()));
        Configuration = JsonDocumentWriter.ToBytes(configuration);

        var list = new DocList();
        foreach (var key in options.AllKeys)
        {
            list.Add(key.ToJsonWebKey());
        }

        var keys = new DocMap();
        keys.Set("keys", list);
        Keys = JsonDocumentWriter.ToBytes(keys);
    }

    public ReadOnlyMemory<byte> Configuration { get; }

    public ReadOnlyMemory<byte> Keys { get; }
}
