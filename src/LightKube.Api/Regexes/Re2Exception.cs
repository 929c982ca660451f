namespace LightKube.Api.Regexes;

/// <summary>A pattern that RE2 refuses; the message is Go's.</summary>
internal sealed class Re2Exception(string message) : Exception(message);
