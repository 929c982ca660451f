using LightKube.Api.Authentication.V1;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Handlers;
using LightKube.ApiServer.Registry;

namespace LightKube.ApiServer.Tokens;

/// <summary><c>serviceaccounts/token</c>.</summary>
public sealed class TokenPostHandler(TokenRequestHandler tokens) : IPostHandler
{
    private static readonly KindSchema TokenRequestKind = BuiltIn.SubresourceKind("authentication/v1.TokenRequest");

    public Task<(int Status, DocMap Body)> PostAsync(ServedResource resource, ApiCall call, DocMap body)
    {
        var answer = tokens.Create(call.User, call.Key, new Document(TokenRequestKind, body));
        return Task.FromResult((201, answer.Root));
    }
}
