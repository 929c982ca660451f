using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Google.Protobuf;

namespace LightKube.Foundation.Grpc;

/// <summary>
/// Calls a gRPC server over HTTP/2: one message out; one message or a stream of them back.
/// </summary>
/// <remarks>
/// Connects at the first call and again after a lost connection. Safe for use by many callers at once; they share one connection.
/// Every failure is a <see cref="GrpcException"/>, except the caller's own cancellation.
/// </remarks>
public sealed class GrpcChannel : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10); // a local or nearby server; longer means it is gone

    private readonly HttpMessageInvoker _http;
    private readonly GrpcChannelOptions _options;
    private readonly TimeProvider _time;

    public GrpcChannel(GrpcEndpoint endpoint, GrpcChannelOptions? options = null, TimeProvider? time = null)
    {
        Endpoint = endpoint;
        _options = options ?? new GrpcChannelOptions();
        _time = time ?? TimeProvider.System;
        _http = new HttpMessageInvoker(NewHandler(endpoint, _options), disposeHandler: true);
    }

    public GrpcEndpoint Endpoint { get; }

    /// <summary>Sends one message and returns the one that answers it.</summary>
    /// <exception cref="GrpcException">The server refused, is unreachable, or the deadline passed.</exception>
    public async Task<TResponse> CallAsync<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method, TRequest request, CancellationToken cancel, GrpcCallOptions options = default)
        where TRequest : IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        using var deadline = new Deadline(options.Deadline ?? _options.DefaultDeadline, _time, cancel);
        try
        {
            using var response = await SendAsync(method.Path, request, options, deadline).ConfigureAwait(false);
            using var reader = await ReaderAsync(response, method.Path, deadline.Token).ConfigureAwait(false);
            var message = await reader.ReadAsync(method.ResponseParser, deadline.Token).ConfigureAwait(false);
            if (message is not null && await reader.ReadAsync(method.ResponseParser, deadline.Token).ConfigureAwait(false) is not null)
                throw new GrpcException(method.Path, GrpcStatusCode.Internal, "more than one message answers a unary call");
            GrpcStatus.ThrowUnlessOk(method.Path, response);
            return message ?? throw new GrpcException(method.Path, GrpcStatusCode.Internal, "no message answers a unary call");
        }
        catch (Exception e) when (Translate(e, method.Path, deadline, cancel) is { } translated)
        {
            throw translated;
        }
    }

    /// <summary>Sends one message and yields the messages that answer it, until the server ends the stream.</summary>
    /// <exception cref="GrpcException">As for a call; thrown where the enumeration meets it.</exception>
    public async IAsyncEnumerable<TResponse> StreamAsync<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method, TRequest request, [EnumeratorCancellation] CancellationToken cancel,
        GrpcCallOptions options = default)
        where TRequest : IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        using var deadline = new Deadline(options.Deadline ?? Timeout.InfiniteTimeSpan, _time, cancel);
        using var response = await Guard(SendAsync(method.Path, request, options, deadline), method.Path, deadline, cancel).ConfigureAwait(false);
        using var reader = await Guard(ReaderAsync(response, method.Path, deadline.Token), method.Path, deadline, cancel).ConfigureAwait(false);
        while (await Guard(reader.ReadAsync(method.ResponseParser, deadline.Token).AsTask(), method.Path, deadline, cancel).ConfigureAwait(false)
               is { } message)
            yield return message;
        GrpcStatus.ThrowUnlessOk(method.Path, response);
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(string path, IMessage message, GrpcCallOptions options, Deadline deadline)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Endpoint.Address, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new GrpcContent(message),
        };
        request.Headers.TE.ParseAdd("trailers");
        if (deadline.Length != Timeout.InfiniteTimeSpan)
            request.Headers.Add("grpc-timeout", TimeoutHeader(deadline.Length));
        foreach (var (name, value) in options.Headers ?? [])
            request.Headers.TryAddWithoutValidation(name, value);
        return await _http.SendAsync(request, deadline.Token).ConfigureAwait(false);
    }

    private async Task<GrpcFrameReader> ReaderAsync(HttpResponseMessage response, string path, CancellationToken cancel)
    {
        GrpcStatus.ThrowUnlessGrpc(path, response);
        var body = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        return new GrpcFrameReader(body, path, _options.MaxMessageBytes);
    }

    private static async Task<T> Guard<T>(Task<T> step, string path, Deadline deadline, CancellationToken cancel)
    {
        try
        {
            return await step.ConfigureAwait(false);
        }
        catch (Exception e) when (Translate(e, path, deadline, cancel) is { } translated)
        {
            throw translated;
        }
    }

    private static GrpcException? Translate(Exception e, string path, Deadline deadline, CancellationToken cancel) => e switch
    {
        GrpcException => null,
        OperationCanceledException when cancel.IsCancellationRequested => null,
        OperationCanceledException when deadline.Token.IsCancellationRequested =>
            new GrpcException(path, GrpcStatusCode.DeadlineExceeded, $"no answer within {deadline.Length.TotalSeconds:0.###} s", e),
        OperationCanceledException => new GrpcException(path, GrpcStatusCode.Unavailable, "the connection was not made in time", e),
        InvalidProtocolBufferException => new GrpcException(path, GrpcStatusCode.Internal, "the answer is no message of the expected type", e),
        HttpRequestException or IOException or SocketException =>
            new GrpcException(path, GrpcStatusCode.Unavailable, e.InnerException?.Message ?? e.Message, e),
        _ => null,
    };

    // At most eight digits and a unit: milliseconds up to a day, then seconds.
    private static string TimeoutHeader(TimeSpan length) => length < TimeSpan.FromDays(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, (long)length.TotalMilliseconds)}m")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Min(99_999_999, (long)length.TotalSeconds)}S");

    private static SocketsHttpHandler NewHandler(GrpcEndpoint endpoint, GrpcChannelOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = ConnectTimeout,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
        };
        if (options.Tls is { } tls)
            handler.SslOptions = tls;
        if (endpoint.SocketPath is { } path)
            handler.ConnectCallback = (_, cancel) => DialAsync(path, cancel);
        return handler;
    }

    private static async ValueTask<Stream> DialAsync(string path, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The caller's token and the clock's, as one token.</summary>
    private sealed class Deadline : IDisposable
    {
        private readonly CancellationTokenSource? _clock;
        private readonly CancellationTokenSource? _both;

        internal Deadline(TimeSpan length, TimeProvider time, CancellationToken cancel)
        {
            Length = length;
            Token = cancel;
            if (length == Timeout.InfiniteTimeSpan)
                return;
            _clock = new CancellationTokenSource(length, time);
            _both = CancellationTokenSource.CreateLinkedTokenSource(_clock.Token, cancel);
            Token = _both.Token;
        }

        internal TimeSpan Length { get; }

        internal CancellationToken Token { get; }

        public void Dispose()
        {
            _both?.Dispose();
            _clock?.Dispose();
        }
    }
}
