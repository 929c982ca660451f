using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using LightKube.Api.Core.V1;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Authentication;

/// <summary>
/// Join tokens <c>ID.SECRET</c>: a Secret <c>kube-system/bootstrap-token-ID</c> of type <c>bootstrap.kubernetes.io/token</c> says until when and
/// for which groups it counts. The user is <c>system:bootstrap:ID</c>.
/// </summary>
public sealed class BootstrapTokenAuthenticator(IObjectReader objects, TimeProvider time) : IAuthenticator
{
    private const int IdLength = 6;
    private const int SecretLength = 16;
    private static readonly SearchValues<char> IdCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");

    private const string SecretType = "bootstrap.kubernetes.io/token";
    private const string GroupPrefix = "system:bootstrappers";

    public AuthenticationResult Authenticate(in AuthenticationRequest request)
    {
        if (request.BearerToken is not { Length: IdLength + 1 + SecretLength } token || token[IdLength] != '.')
        {
            return AuthenticationResult.Nothing;
        }

        var id = token[..IdLength];
        if (id.AsSpan().ContainsAnyExcept(IdCharacters))
        {
            return AuthenticationResult.Nothing;
        }

        var secret = objects.Find<Secret>("kube-system", "bootstrap-token-" + id);
        if (secret is null || secret.Type != SecretType || secret.Metadata.DeletionTimestamp is not null)
        {
            return AuthenticationResult.Failed("the join token is not known");
        }

        var matches = Text(secret, "token-id") == id && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Text(secret, "token-secret")),
            Encoding.UTF8.GetBytes(token[(IdLength + 1)..]));
        if (!matches || Text(secret, "usage-bootstrap-authentication") != "true")
        {
            return AuthenticationResult.Failed($"the join token {id} is not one for authentication");
        }

        if (IsExpired(Text(secret, "expiration")))
        {
            return AuthenticationResult.Failed($"the join token {id} has expired");
        }

        var extra = Text(secret, "auth-extra-groups").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(group => group.StartsWith(GroupPrefix + ":", StringComparison.Ordinal));
        return AuthenticationResult.Of(new UserInfo("system:bootstrap:" + id, [GroupPrefix, .. extra]));
    }

    // What cannot be read as a time counts as expired.
    private bool IsExpired(string expiration) =>
        expiration.Length > 0 && !(Api.Views.ViewScalars.ToTime(expiration) is { } until && time.GetUtcNow() < until);

    private static string Text(Secret secret, string key) => Encoding.UTF8.GetString(secret.Data[key] ?? []);
}
