using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace LightKube.Foundation.Grpc;

/// <summary>Reads <c>grpc-status</c> and <c>grpc-message</c>: from the trailers, or from the headers of an answer without a body.</summary>
internal static class GrpcStatus
{
    /// <summary>An answer that is no gRPC at all: a proxy's error page, or another kind of server.</summary>
    internal static void ThrowUnlessGrpc(string method, HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.OK)
            throw new GrpcException(method, FromHttp(response.StatusCode), $"HTTP status {(int)response.StatusCode}");
        var type = response.Content.Headers.ContentType?.MediaType;
        if (type is null || !type.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase))
            throw new GrpcException(method, GrpcStatusCode.Unknown, $"the server answers with content type '{type}', not gRPC");
    }

    internal static void ThrowUnlessOk(string method, HttpResponseMessage response)
    {
        var headers = Find(response.TrailingHeaders, "grpc-status") is null ? (HttpHeaders)response.Headers : response.TrailingHeaders;
        if (!int.TryParse(Find(headers, "grpc-status"), NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            throw new GrpcException(method, GrpcStatusCode.Internal, "the answer carries no grpc-status");
        if (code != 0)
            throw new GrpcException(method, (GrpcStatusCode)code, Uri.UnescapeDataString(Find(headers, "grpc-message") ?? ""));
    }

    private static string? Find(HttpHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    // The mapping that gRPC asks of clients for answers of intermediaries.
    private static GrpcStatusCode FromHttp(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest => GrpcStatusCode.Internal,
        HttpStatusCode.Unauthorized => GrpcStatusCode.Unauthenticated,
        HttpStatusCode.Forbidden => GrpcStatusCode.PermissionDenied,
        HttpStatusCode.NotFound => GrpcStatusCode.Unimplemented,
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable
            or HttpStatusCode.GatewayTimeout => GrpcStatusCode.Unavailable,
        _ => GrpcStatusCode.Unknown,
    };
}
