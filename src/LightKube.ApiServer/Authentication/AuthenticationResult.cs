namespace LightKube.ApiServer.Authentication;

/// <summary>What an authenticator makes of a request: a user, nothing to judge, or credentials that are wrong.</summary>
public readonly record struct AuthenticationResult
{
    /// <summary>The request shows nothing that this authenticator judges.</summary>
    public static AuthenticationResult Nothing => default;

    /// <summary>Set when the request is authenticated.</summary>
    public UserInfo? User { get; private init; }

    /// <summary>Why the credentials are wrong, for the log; never for the client.</summary>
    public string? Error { get; private init; }

    /// <summary>The audiences of the token that were asked for; empty for other credentials.</summary>
    public IReadOnlyList<string> Audiences { get; private init; }

    /// <summary>For people who call old APIs of tokens: a warning header, or null.</summary>
    public string? Warning { get; init; }

    public bool IsAuthenticated => User is not null;

    public static AuthenticationResult Of(UserInfo user, IReadOnlyList<string>? audiences = null) =>
        new() { User = user, Audiences = audiences ?? [] };

    public static AuthenticationResult Failed(string error) => new() { Error = error };
}
