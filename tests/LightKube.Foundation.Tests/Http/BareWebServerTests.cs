using System.Net;
using LightKube.Foundation.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace LightKube.Foundation.Tests.Http;

public sealed class BareWebServerTests
{
    // A watch for each directory of the machine took seconds of the start, and memory for ever.
    [Test]
    public async Task It_serves_and_watches_no_files()
    {
        await using var server = BareWebServer.Create(
            kestrel => kestrel.Listen(IPAddress.Loopback, 0), http => http.Response.WriteAsync("hello"), NullLoggerFactory.Instance);
        await server.StartAsync();

        using var client = new HttpClient();
        var answer = await client.GetAsync(server.Urls.Single());

        Assert.That(await answer.Content.ReadAsStringAsync(), Is.EqualTo("hello"));
        Assert.That(answer.Headers.Server, Is.Empty);
        Assert.That(Directory.GetFiles("/proc/self/fdinfo").SelectMany(Lines), Has.None.StartsWith("inotify"));
    }

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (IOException) // Closed meanwhile.
        {
            return [];
        }
    }
}
