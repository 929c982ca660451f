namespace LightKube.Foundation.Grpc;

/// <summary>A call that the server answered with a status other than OK, or that never reached it (<see cref="GrpcStatusCode.Unavailable"/>).</summary>
public sealed class GrpcException : Exception
{
    public GrpcException(string method, GrpcStatusCode code, string detail, Exception? inner = null)
        : base($"{method}: {code}: {detail}", inner)
    {
        Method = method;
        Code = code;
        Detail = detail;
    }

    /// <summary>The path of the call: <c>/runtime.v1.RuntimeService/Version</c>.</summary>
    public string Method { get; }

    public GrpcStatusCode Code { get; }

    /// <summary>The server's own words, without method and code.</summary>
    public string Detail { get; }
}
