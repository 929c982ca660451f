using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using LightKube.Api.Cbor;
using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.Protobuf;
using LightKube.Testing.Logging;
using LightKube.Testing.Servers;
using LightKube.Testing.Time;

namespace LightKube.ApiServer.Tests.Wire;

/// <summary>Requests in every encoding to a running server.</summary>
internal sealed class WireRig : IAsyncDisposable
{
    public const string Json = "application/json";
    public const string Protobuf = "application/vnd.kubernetes.protobuf";
    public const string Cbor = "application/cbor";
    public const string ApplyCbor = "application/apply-patch+cbor";

    private readonly HttpClient _http;

    private WireRig(RunningApiServer server)
    {
        Server = server;
        _http = server.NewHttpClient();
    }

    public RunningApiServer Server { get; }

    public static async Task<WireRig> StartAsync() => new(await RunningApiServer.StartAsync(new RecordedLogs()));

    public static byte[] Encode(string mediaType, DocMap root) => mediaType switch
    {
        Protobuf => ProtobufDocumentWriter.ToBytes(root, ProtobufDocumentWriter.TypeOf(root)!),
        Cbor or ApplyCbor => CborDocumentWriter.ToBytes(root),
        _ => JsonDocumentWriter.ToBytes(root),
    };

    public static DocMap Decode(string mediaType, ReadOnlySpan<byte> bytes) => mediaType switch
    {
        Protobuf => ProtobufDocumentReader.ReadMap(bytes),
        Cbor => CborDocumentReader.ReadMap(bytes),
        _ => JsonDocumentReader.ReadMap(bytes),
    };

    /// <summary>Sends a request and reads the whole answer.</summary>
    public async Task<(HttpStatusCode Status, string ContentType, byte[] Body)> SendAsync(
        HttpMethod method, string path, string accept, DocMap? body = null, string? contentType = null)
    {
        using var request = Request(method, path, accept);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encode(contentType ?? accept, body));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType ?? accept);
        }

        using var response = await _http.SendAsync(request).InTime();
        return (response.StatusCode, response.Content.Headers.ContentType?.ToString().Replace("; ", ";", StringComparison.Ordinal) ?? "", await response.Content.ReadAsByteArrayAsync().InTime());
    }

    /// <summary>As <see cref="SendAsync"/>, decoded by the content type of the answer.</summary>
    public async Task<(HttpStatusCode Status, DocMap Body)> CallAsync(HttpMethod method, string path, string accept, DocMap? body = null, string? contentType = null)
    {
        var (status, type, bytes) = await SendAsync(method, path, accept, body, contentType);
        return (status, Decode(type, bytes));
    }

    /// <summary>Starts a watch; its events come decoded.</summary>
    public async Task<WatchReader> WatchAsync(string path, string accept)
    {
        var response = await _http.SendAsync(Request(HttpMethod.Get, path, accept), HttpCompletionOption.ResponseHeadersRead).InTime();
        return new WatchReader(response, accept, await response.Content.ReadAsStreamAsync().InTime());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string accept)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return request;
    }

    /// <summary>Events off a watch's body.</summary>
    public sealed class WatchReader(HttpResponseMessage response, string mediaType, Stream body) : IDisposable
    {
        private readonly List<byte> _rest = [];

        public string ContentType => response.Content.Headers.ContentType!.ToString().Replace("; ", ";", StringComparison.Ordinal);

        public HttpStatusCode Status => response.StatusCode;

        /// <summary>The answer to a watch that was refused.</summary>
        public async Task<DocMap> ErrorAsync() => Decode(ContentType, await ReadToEndAsync());

        /// <summary>The next event; null when the server has ended the watch.</summary>
        public async Task<(string Type, DocMap Object)?> NextAsync() => mediaType switch
        {
            Protobuf => await NextProtobufAsync(),
            Cbor => await NextTreeAsync(CborDocumentReader.ReadMap),
            _ => await NextTreeAsync(bytes => bytes.EndsWith("\n"u8) ? JsonDocumentReader.ReadMap(bytes) : throw new DocumentFormatException("a line has no end yet")),
        };

        public void Dispose() => response.Dispose();

        private async Task<(string Type, DocMap Object)?> NextProtobufAsync()
        {
            var head = new byte[4];
            if (await body.ReadAtLeastAsync(head, 4, throwOnEndOfStream: false).AsTask().InTime() < 4)
            {
                return null;
            }

            var message = new byte[BinaryPrimitives.ReadInt32BigEndian(head)];
            await body.ReadExactlyAsync(message).AsTask().InTime();

            // WatchEvent, read by hand: 1 type, 2 RawExtension with 1 raw.
            var type = System.Text.Encoding.ASCII.GetString(message, 2, message[1]);
            var raw = message.AsSpan().IndexOf("k8s\0"u8);
            return (type, ProtobufDocumentReader.ReadMap(message.AsSpan(raw)));
        }

        private async Task<byte[]> ReadToEndAsync()
        {
            using var whole = new MemoryStream();
            await body.CopyToAsync(whole).InTime();
            return whole.ToArray();
        }

        // These two need no length to tell where an event ends.
        private async Task<(string Type, DocMap Object)?> NextTreeAsync(ReadTree read)
        {
            var one = new byte[1];
            while (await body.ReadAsync(one).AsTask().InTime() > 0)
            {
                _rest.Add(one[0]);
                try
                {
                    var tree = read(_rest.ToArray());
                    _rest.Clear();
                    return (tree.GetString("type")!, tree.GetMap("object")!);
                }
                catch (DocumentFormatException)
                {
                    // Not whole yet.
                }
            }

            return null;
        }

        private delegate DocMap ReadTree(ReadOnlySpan<byte> bytes);
    }
}
