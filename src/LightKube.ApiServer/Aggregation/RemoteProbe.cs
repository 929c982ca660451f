using System.IO.Pipelines;
using LightKube.Api.Errors;
using LightKube.ApiServer.Authentication;
using LightKube.Foundation.Certificates;

namespace LightKube.ApiServer.Aggregation;

/// <summary>Requests that the aggregator makes of an extension server in its own name.</summary>
internal sealed class RemoteProbe(RemoteServers servers)
{
    /// <summary>The longest that an extension server may take to answer.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(5);

    /// <summary>So many requests at a time, to as many endpoints; one that answers is enough.</summary>
    private const int Attempts = 5;

    /// <summary>Larger documents are no discovery and no OpenAPI documents.</summary>
    private const int MaxDocumentBytes = 64 * 1024 * 1024;

    private static readonly IReadOnlyList<(string, string)> Identity =
        RemoteIdentity.HeadersOf(new UserInfo("system:kube-aggregator", [UserNames.Masters]));

    /// <summary>A document that was fetched.</summary>
    /// <param name="Status">The HTTP status.</param>
    /// <param name="ContentType">With its parameters.</param>
    /// <param name="Body">All of it.</param>
    public sealed record Answer(int Status, string ContentType, byte[] Body);

    /// <summary>Asks for the group-version's discovery, which any extension server has. Null when it answers; else why not.</summary>
    public async Task<string?> CheckAsync(ApiServiceEntry entry, CancellationToken cancel)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var attempts = new List<Task<string?>>(Attempts);
        for (var i = 0; i < Attempts; i++)
        {
            attempts.Add(TryAsync(entry, enough.Token));
        }

        string? problem = null;
        await foreach (var attempt in Task.WhenEach(attempts).WithCancellation(cancel))
        {
            problem = await attempt;
            if (problem is null)
            {
                break;
            }
        }

        await enough.CancelAsync();
        await Task.WhenAll(attempts);
        return problem;
    }

    /// <summary>Fetches a document.</summary>
    /// <param name="entry">Whose server is asked.</param>
    /// <param name="path">Path and query.</param>
    /// <param name="accept">The Accept header.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="IOException">The server hung up, or the document is too large.</exception>
    /// <exception cref="ApiException">The server cannot be reached.</exception>
    public async Task<Answer> GetAsync(ApiServiceEntry entry, string path, string accept, CancellationToken cancel)
    {
        var server = servers.Of(entry.Service!);
        var request = new RemoteRequest
        {
            Method = "GET",
            PathAndQuery = path,
            Host = server.Host,
            Headers = [("Accept", accept), ("User-Agent", "lightkube-aggregator"), .. Identity],
        };
        using var body = new BoundedStream(MaxDocumentBytes);
        var output = PipeWriter.Create(body, new StreamPipeWriterOptions(leaveOpen: true));
        RemoteResponse? head = null;
        await server.SendAsync(request, response => Take(response, out head, output), AnswerWithin, cancel);
        await output.CompleteAsync();
        return new Answer(head!.Status, head.Find("Content-Type"), body.ToArray());
    }

    private static PipeWriter Take(RemoteResponse response, out RemoteResponse? head, PipeWriter output)
    {
        head = response;
        return output;
    }

    private async Task<string?> TryAsync(ApiServiceEntry entry, CancellationToken cancel)
    {
        var url = $"https://{entry.Service!.HostName}:{entry.Service.Port}{entry.Path}";
        try
        {
            var answer = await GetAsync(entry, entry.Path, "application/json", cancel);
            return answer.Status is >= 200 and < 300 ? null : $"failing or missing response from {url}: bad status from {url}: {answer.Status}";
        }
        catch (OperationCanceledException)
        {
            return $"timed out waiting for {url}";
        }
        catch (Exception e) when (e is IOException or ApiException or CertificateException)
        {
            return $"failing or missing response from {url}: {e.Message}";
        }
    }

    private sealed class BoundedStream(int limit) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (Length + buffer.Length > limit)
            {
                throw new IOException($"the extension server's document has more than {limit} bytes");
            }

            base.Write(buffer);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }
    }
}
