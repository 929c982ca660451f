namespace LightKube.ApiServer.Authorization;

public enum Decision : byte
{
    /// <summary>Ask the next authorizer; when none is left, the request is forbidden.</summary>
    NoOpinion,
    Allow,
    Deny,
}

/// <param name="Decision">The verdict.</param>
/// <param name="Reason">For people; may be empty.</param>
public readonly record struct AuthorizationResult(Decision Decision, string Reason)
{
    public static AuthorizationResult NoOpinion => new(Decision.NoOpinion, "");

    /// <summary>What kept an authorizer from judging; null when nothing did. Who is not allowed then is told of a fault of the server, not of a refusal.</summary>
    public string? Error { get; init; }

    public bool IsAllowed => Decision == Decision.Allow;

    public static AuthorizationResult Allow(string reason) => new(Decision.Allow, reason);

    public static AuthorizationResult Deny(string reason) => new(Decision.Deny, reason);

    public static AuthorizationResult None(string reason) => new(Decision.NoOpinion, reason);
}

/// <summary>Says whether a user may do something. Called for every request: answers from memory whenever it can.</summary>
public interface IAuthorizer
{
    /// <summary>True for one that may have to ask elsewhere, and whose answer is better awaited.</summary>
    bool MayWait => false;

    AuthorizationResult Authorize(in AuthorizationAttributes attributes);

    /// <summary>The same, without holding a thread while somebody elsewhere is asked.</summary>
    ValueTask<AuthorizationResult> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancel) => new(Authorize(attributes));
}
