namespace LightKube.ApiServer.Authentication;

/// <summary>Judges one sort of credentials. Called for every request: answers from caches whenever it can.</summary>
public interface IAuthenticator
{
    AuthenticationResult Authenticate(in AuthenticationRequest request);
}
