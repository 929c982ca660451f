using System.Buffers;
using LightKube.Api.Errors;
using Microsoft.AspNetCore.Http;

namespace LightKube.ApiServer.Http;

/// <summary>Reads request bodies, never more than <see cref="HttpLimits.MaxBodyBytes"/>.</summary>
public static class BodyReader
{
    /// <summary>Reads the body, hands it to <paramref name="decode"/> and gives the memory back. The bytes must not be kept.</summary>
    /// <exception cref="ApiException">RequestEntityTooLarge; UnsupportedMediaType for a body that is compressed.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context, Func<ReadOnlyMemory<byte>, T> decode)
    {
        if (context.Request.Headers.ContentEncoding is { Count: > 0 } coding && coding != "identity")
        {
            throw ApiException.UnsupportedMediaType($"the body of the request is encoded as \"{coding}\": send it as it is, without Content-Encoding");
        }

        if (context.Request.ContentLength > HttpLimits.MaxBodyBytes)
        {
            throw TooLarge();
        }

        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            if (read.Buffer.Length > HttpLimits.MaxBodyBytes)
            {
                throw TooLarge();
            }

            if (!read.IsCompleted)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            try
            {
                return Decode(read.Buffer, decode);
            }
            finally
            {
                reader.AdvanceTo(read.Buffer.End);
            }
        }
    }

    private static T Decode<T>(ReadOnlySequence<byte> body, Func<ReadOnlyMemory<byte>, T> decode)
    {
        if (body.IsSingleSegment)
        {
            return decode(body.First);
        }

        var bytes = ArrayPool<byte>.Shared.Rent((int)body.Length);
        try
        {
            body.CopyTo(bytes);
            return decode(bytes.AsMemory(0, (int)body.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static ApiException TooLarge() =>
        ApiException.TooLarge($"Request entity too large: limit is {HttpLimits.MaxBodyBytes}");
}
