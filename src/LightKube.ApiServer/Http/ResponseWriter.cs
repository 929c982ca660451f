using LightKube.Api.Documents;
using LightKube.Api.Errors;
using Microsoft.AspNetCore.Http;

namespace LightKube.ApiServer.Http;

/// <summary>Writes answers.</summary>
public static class ResponseWriter
{
    /// <summary>Sends bytes that are JSON already.</summary>
    public static Task WriteJsonAsync(HttpContext context, int status, ReadOnlyMemory<byte> json)
    {
        context.Response.StatusCode = status;
        return WriteBytesAsync(context, MediaTypes.Json, json);
    }

    /// <summary>Sends bytes of the given type.</summary>
    public static Task WriteBytesAsync(HttpContext context, string contentType, ReadOnlyMemory<byte> bytes)
    {
        context.Response.ContentType = contentType;
        return SendAsync(context, bytes);
    }

    /// <summary>Sends an object; in JSON when it has no form in the encoding asked for.</summary>
    public static async Task WriteAsync(HttpContext context, int status, Value value, ResponseFormat format, string parameters = "")
    {
        using var buffer = new PooledBuffer();
        var wire = DocumentEncoder.Write(buffer, value, format.Wire);
        context.Response.StatusCode = status;
        context.Response.ContentType = MediaTypes.Of(wire) + parameters;
        await SendAsync(context, buffer.Written);
    }

    public static async Task WriteTextAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = MediaTypes.PlainText;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await context.Response.WriteAsync(text, context.RequestAborted);
    }

    // Small bodies, nearly all of them, go without a state machine.
    private static Task SendAsync(HttpContext context, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length >= ResponseCompression.MinBytes)
        {
            return SendLargeAsync(context, bytes);
        }

        context.Response.ContentLength = bytes.Length;
        return context.Response.BodyWriter.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    private static async Task SendLargeAsync(HttpContext context, ReadOnlyMemory<byte> bytes)
    {
        await using var body = ResponseBody.Open(context, bytes.Length, exact: true);
        await body.Output.WriteAsync(bytes, context.RequestAborted);
    }

    /// <summary>Sends the error's Status, in the encoding that the client takes or else in JSON: nothing must hide the error.</summary>
    public static async Task WriteErrorAsync(HttpContext context, ApiException error)
    {
        if (error.RetryAfterSeconds > 0)
        {
            context.Response.Headers.RetryAfter = error.RetryAfterSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        AddWarnings(context, error.Warnings);
        var format = Negotiation.TryChoose(context.Request.Headers.Accept, ResponseOffer.BuiltIn) ?? ResponseFormat.Json;
        await WriteAsync(context, error.Code, error.ToStatus(), format);
    }

    /// <summary>Adds the texts as <c>Warning: 299</c> headers.</summary>
    public static void AddWarnings(HttpContext context, IReadOnlyList<string> warnings)
    {
        foreach (var text in WarningTexts.Fit(warnings))
        {
            var quoted = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
            var printable = string.Concat(quoted.Select(c => c is >= ' ' and < (char)127 ? c : ' '));
            context.Response.Headers.Append("Warning", $"299 - \"{printable}\"");
        }
    }
}
