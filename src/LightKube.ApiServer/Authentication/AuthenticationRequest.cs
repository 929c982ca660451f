using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;

namespace LightKube.ApiServer.Authentication;

/// <summary>What a request shows to say who makes it.</summary>
/// <param name="ClientCertificate">As the TLS layer got it, not yet judged; null when the client sent none.</param>
/// <param name="BearerToken">What follows <c>Authorization: Bearer </c>; null when there is none.</param>
/// <param name="RemoteAddress">The peer's address.</param>
/// <param name="Headers">All of the request's headers; null when there are none to look at.</param>
/// <param name="Path">The URL's path.</param>
public readonly record struct AuthenticationRequest(X509Certificate2? ClientCertificate, string? BearerToken, IPAddress? RemoteAddress, IHeaderDictionary? Headers = null, string Path = "");
