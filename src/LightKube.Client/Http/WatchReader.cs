using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Json;
using LightKube.Api.Schemas;

namespace LightKube.Client.Http;

/// <summary>Reads the events of a watch from its body: one JSON object a line.</summary>
internal static class WatchReader
{
    /// <exception cref="ApiException">The server sent an error event.</exception>
    /// <exception cref="DocumentFormatException">A line is too long or not an event.</exception>
    public static async IAsyncEnumerable<WatchEvent> ReadAsync(Stream body, KindSchema kind, [EnumeratorCancellation] CancellationToken cancel)
    {
        var reader = PipeReader.Create(body);
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(cancel);
                var buffer = result.Buffer;
                while (TakeLine(ref buffer) is { } line)
                {
                    if (line.Length > 0)
                        yield return Parse(line, kind);
                }
                if (result.IsCompleted)
                    yield break;
                if (buffer.Length > HttpLimits.LargestEvent)
                    throw new DocumentFormatException($"an event of {kind.GroupResource} is larger than {HttpLimits.LargestEvent} bytes");
                reader.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private static byte[]? TakeLine(ref ReadOnlySequence<byte> buffer)
    {
        if (buffer.PositionOf((byte)'\n') is not { } end)
            return null;
        var line = buffer.Slice(0, end).ToArray();
        buffer = buffer.Slice(buffer.GetPosition(1, end));
        return line;
    }

    private static WatchEvent Parse(byte[] line, KindSchema kind)
    {
        var change = JsonDocumentReader.ReadMap(line);
        var body = change.GetMap("object") ?? throw new DocumentFormatException("a watch event has no object");
        var type = change.GetString("type") switch
        {
            "ADDED" => WatchEventType.Added,
            "MODIFIED" => WatchEventType.Modified,
            "DELETED" => WatchEventType.Deleted,
            "BOOKMARK" => WatchEventType.Bookmark,
            "ERROR" => throw ApiException.FromStatus(500, body),
            var unknown => throw new DocumentFormatException($"a watch event has the unknown type '{unknown}'"),
        };
        return new WatchEvent(type, new Document(kind, body).Freeze());
    }
}
