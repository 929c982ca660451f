using Google.Protobuf;

namespace LightKube.Foundation.Grpc;

/// <summary>One method of a service: its path, and how to read what it answers.</summary>
/// <param name="Path"><c>/package.Service/Method</c>.</param>
/// <param name="ResponseParser">The generated parser of the response message.</param>
public sealed record GrpcMethod<TRequest, TResponse>(string Path, MessageParser<TResponse> ResponseParser)
    where TRequest : IMessage<TRequest>
    where TResponse : IMessage<TResponse>;
