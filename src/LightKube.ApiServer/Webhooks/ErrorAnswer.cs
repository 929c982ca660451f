using LightKube.Api.Documents;
using LightKube.Api.Json;

namespace LightKube.ApiServer.Webhooks;

/// <summary>What an answer that is not of the 200s says.</summary>
internal static class ErrorAnswer
{
    /// <param name="code">The HTTP status.</param>
    /// <param name="body">What was answered.</param>
    /// <param name="saysWhen">The answer says when to ask again.</param>
    public static WebhookException Of(int code, ReadOnlySpan<byte> body, bool saysWhen) =>
        new(StatusMessage(body) ?? Describe(code, body)) { StatusCode = code, IsTransient = saysWhen || code is 429 or 500 or 504 };

    private static string? StatusMessage(ReadOnlySpan<byte> body)
    {
        try
        {
            return body.Length > 0 && body[0] == (byte)'{' && JsonDocumentReader.ReadMap(body) is var map && map.GetString("kind") == "Status"
                ? map.GetString("message")
                : null;
        }
        catch (DocumentFormatException)
        {
            return null; // Not a Status, then: it is described by its code.
        }
    }

    private static string Describe(int code, ReadOnlySpan<byte> body) => code switch
    {
        400 => "the server rejected our request for an unknown reason",
        401 => "the server has asked for the client to provide credentials",
        403 => Text(body),
        404 => "the server could not find the requested resource",
        405 => "the server does not allow this method on the requested resource",
        406 => "the server was unable to respond with a content type that the client supports",
        409 => "the server reported a conflict",
        415 => Text(body),
        422 => "the server rejected our request due to an error in our request",
        429 => "the server has received too many requests and has asked us to try again later",
        503 => "the server is currently unable to handle the request",
        504 => "the server was unable to return a response in the time allotted, but may still be processing the request",
        >= 500 => $"an error on the server ({Quote(Text(body))}) has prevented the request from succeeding",
        _ => $"the server responded with the status code {code} but did not return more information",
    };

    private static string Text(ReadOnlySpan<byte> body)
    {
        var text = System.Text.Encoding.UTF8.GetString(body[..Math.Min(body.Length, WebhookLimits.MaxErrorText)]).Trim();
        return text.Length > 0 ? text : "unknown";
    }

    private static string Quote(string text) => JsonText.Of(text);
}
