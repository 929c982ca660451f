using System.Buffers.Binary;
using Google.Protobuf;
using LightKube.Foundation.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;

namespace LightKube.Kubelet.Tests.Rigs;

/// <summary>A runtime that runs at a socket and says its name and version, and nothing else.</summary>
internal sealed class FakeCri : IAsyncDisposable
{
    private const int PrefixBytes = 5;

    private readonly WebApplication _app;

    private FakeCri(string socket, string name)
    {
        var version = new Cri.VersionResponse { Version = "0.1.0", RuntimeName = name, RuntimeVersion = "1.7.0", RuntimeApiVersion = "v1" };
        _app = BareWebServer.Create(
            kestrel => kestrel.ListenUnixSocket(socket, listen => listen.Protocols = HttpProtocols.Http2),
            http => AnswerAsync(http, version), NullLoggerFactory.Instance);
    }

    internal static async Task<FakeCri> StartAsync(string socket, string name)
    {
        var cri = new FakeCri(socket, name);
        await cri._app.StartAsync();
        return cri;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task AnswerAsync(HttpContext http, Cri.VersionResponse answer)
    {
        var frame = new byte[PrefixBytes + answer.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), frame.Length - PrefixBytes);
        answer.WriteTo(frame.AsSpan(PrefixBytes));
        http.Response.ContentType = "application/grpc";
        await http.Response.BodyWriter.WriteAsync(frame);
        http.Response.AppendTrailer("grpc-status", "0");
    }
}
