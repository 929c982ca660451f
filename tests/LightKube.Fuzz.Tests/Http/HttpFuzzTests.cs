using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Fuzz.Http;
using LightKube.Testing.Logging;
using LightKube.Testing.Servers;

namespace LightKube.Fuzz;

/// <summary>A whole API server is asked for much that makes no sense: it never says that it failed, never takes long, and goes on serving.</summary>
[Parallelizable(ParallelScope.None)]
public sealed class HttpFuzzTests
{
    private static readonly string[] AnsweredWith500 = ["without impersonating a user", "failed to create typed patch object"];

    /// <summary>Its part of a long run, in parts of one target.</summary>
    internal const int Share = 8;

    private const int Workers = 4;
    private const int Enough = 5;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private readonly ConcurrentBag<string> _findings = [];
    private readonly ConcurrentDictionary<int, int> _statuses = [];

    [Test]
    public async Task Every_request_is_answered_in_the_APIs_own_words()
    {
        await using var server = await RunningApiServer.StartAsync(new RecordedLogs());
        using var client = server.NewHttpClient();
        client.Timeout = Longest;
        var time = FuzzTime.PerTarget(FuzzTests.Targets + Share) * Share;

        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync(client, server.Address, (FuzzTime.Seed * Workers) + worker, time))));

        TestContext.Out.WriteLine(string.Join(", ", _statuses.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}: {pair.Value}")));
        Assert.That(_findings, Is.Empty);
        Assert.That((await client.GetAsync(new Uri(server.Address, "/readyz"))).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    private async Task WorkAsync(HttpClient client, Uri server, int seed, TimeSpan time)
    {
        var maker = new RequestMaker(seed);
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < time && _findings.Count < Enough)
        {
            var request = maker.Next();
            try
            {
                using var message = request.ToMessage(server);
                using var answer = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
                _statuses.AddOrUpdate((int)answer.StatusCode, 1, (_, count) => count + 1);
                await CheckAsync(request, answer);
            }
            catch (HttpRequestException e) when (e.InnerException is IOException && request.Target.Contains("%00", StringComparison.Ordinal))
            {
                // The web server hangs up on a path that is none, and does not wait for the body to end.
            }
            catch (UriFormatException)
            {
                // The client's own library does not send it.
            }
            catch (Exception e)
            {
                Report(request, e.ToString());
            }
        }
    }

    private async Task CheckAsync(FuzzRequest request, HttpResponseMessage answer)
    {
        var code = (int)answer.StatusCode;
        if (code < 400 || request.Method == "HEAD")
        {
            return;
        }

        var body = await answer.Content.ReadAsByteArrayAsync();
        // Kubernetes' own answer to these is a 500.
        var what = System.Text.Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 1000)));
        if (code == 500 && !Array.Exists(AnsweredWith500, known => what.Contains(known, StringComparison.Ordinal)))
        {
            Report(request, what);
            return;
        }

        // Before the API gets to see a request, the web server may refuse it without a word.
        if (body.Length > 0 && answer.Content.Headers.ContentType?.MediaType == "application/json" && StatusCode(body) != code && !IsPlain(request))
        {
            Report(request, $"{code} with another body: {what}");
        }
    }

    // Health and the like speak plain text; a proxied server speaks as it likes.
    private static bool IsPlain(FuzzRequest request) =>
        request.Target.Contains("/proxy", StringComparison.Ordinal) || !request.Target.StartsWith("/api", StringComparison.Ordinal);

    private static long? StatusCode(byte[] body)
    {
        try
        {
            return JsonDocumentReader.Read(body).AsMap?["code"].AsInt;
        }
        catch (DocumentFormatException)
        {
            return null;
        }
    }

    private void Report(FuzzRequest request, string what)
    {
        var folder = Directory.CreateDirectory(Path.Combine(FuzzTime.FailuresFolder, "http")).FullName;
        var file = Path.Combine(folder, $"{Guid.NewGuid():N}.txt");
        File.WriteAllText(file, $"{request}\n\n=> {what}\n");
        _findings.Add($"{file}: {request.Method} {request.Target}\n{what}");
    }
}
