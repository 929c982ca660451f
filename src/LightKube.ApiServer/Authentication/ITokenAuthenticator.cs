namespace LightKube.ApiServer.Authentication;

/// <summary>Judges bearer tokens that nothing in memory knows, perhaps by asking someone elsewhere. Answers at once for tokens that it has judged lately.</summary>
public interface ITokenAuthenticator
{
    /// <param name="token">The token.</param>
    /// <param name="audiences">For whom it must be; one of them is enough.</param>
    /// <param name="cancel">Ends the question.</param>
    ValueTask<AuthenticationResult> AuthenticateAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancel);
}
