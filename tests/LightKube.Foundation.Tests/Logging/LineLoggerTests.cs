using System.Text;
using System.Text.Json;
using LightKube.Foundation.Logging;
using LightKube.Testing.Time;
using Microsoft.Extensions.Logging;

namespace LightKube.Foundation.Tests.Logging;

public sealed partial class LineLoggerTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 21, 1, 48, 0, 123, TimeSpan.Zero));
    private readonly MemoryStream _output = new();

    [TearDown]
    public void TearDown() => _output.Dispose();

    [Test]
    public async Task An_event_is_one_line_with_its_values()
    {
        var lines = await LogAsync("info", LogFormat.Text, "LightKube.ApiServer.Listener", logger => LogListening(logger, "0.0.0.0", 6443));

        Assert.That(lines, Is.EqualTo(new[] { "2026-11-21T01:48:00.123Z info  api-server Listening on 0.0.0.0, port 6443 address=0.0.0.0 port=6443" }));
    }

    [Test]
    public async Task Values_with_spaces_quotes_or_line_ends_are_quoted()
    {
        var lines = await LogAsync("info", LogFormat.Text, "kubelet", logger => LogListening(logger, "a \"b\"\nc", 1));

        Assert.That(lines, Has.Length.EqualTo(1));
        Assert.That(lines[0], Does.EndWith("""address="a \"b\"\nc" port=1"""));
    }

    [Test]
    public async Task An_error_stands_on_the_same_line_with_its_causes()
    {
        var error = new IOException("cannot write", new UnauthorizedAccessException("denied"));

        var lines = await LogAsync("info", LogFormat.Text, "store", logger => LogFailed(logger, error));

        Assert.That(lines.Single(), Does.EndWith("Failed error=\"IOException: cannot write (UnauthorizedAccessException: denied)\""));
    }

    [Test]
    public async Task In_JSON_an_event_is_an_object()
    {
        var lines = await LogAsync("info", LogFormat.Json, "LightKube.Store.X", logger => LogListening(logger, "a\"b", 5));

        using var json = JsonDocument.Parse(lines.Single());
        var names = json.RootElement.EnumerateObject().Select(property => $"{property.Name}={property.Value}");
        Assert.That(names, Is.EqualTo(new[]
        {
            "time=2026-11-21T01:48:00.123Z", "level=info", "area=store", "message=Listening on a\"b, port 5", "address=a\"b", "port=5",
        }));
    }

    [Test]
    public async Task Each_area_has_its_level()
    {
        var levels = "warn,kubelet=debug";

        Assert.That(await LogAsync(levels, LogFormat.Text, "LightKube.Kubelet.X", logger => LogDetail(logger)), Has.Length.EqualTo(1));
        Assert.That(await LogAsync(levels, LogFormat.Text, "LightKube.Store.X", logger => LogListening(logger, "a", 1)), Is.Empty);
    }

    [Test]
    public async Task The_web_server_is_quiet_unless_asked()
    {
        var category = "Microsoft.AspNetCore.Server.Kestrel";

        Assert.That(await LogAsync("info", LogFormat.Text, category, logger => LogListening(logger, "a", 1)), Is.Empty);
        Assert.That(await LogAsync("web-server=info", LogFormat.Text, category, logger => LogListening(logger, "a", 1)), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task What_is_not_logged_allocates_nothing()
    {
        await using var provider = Provider("info", LogFormat.Text, _output);
        using var factory = provider.ToFactory();
        var logger = factory.CreateLogger("x");
        LogDetail(logger);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            LogDetail(logger);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public async Task Lines_that_a_slow_stream_cannot_take_are_dropped_and_counted()
    {
        using var slow = new GatedStream();
        var provider = Provider("info", LogFormat.Text, slow);
        var logger = provider.CreateLogger("x");
        LogListening(logger, "first", 0);
        slow.Entered.Wait(Deadline.Timeout);

        const int TooMany = 10;
        for (var i = 0; i < LineQueue.MostLines + TooMany; i++)
            LogListening(logger, "a", i);
        slow.Gate.Set();
        await provider.DisposeAsync();

        var lines = slow.Lines;
        Assert.That(lines.Count(line => line.Contains("Listening")), Is.EqualTo(1 + LineQueue.MostLines));
        Assert.That(lines, Has.One.Contains($"{TooMany} lines were dropped"));
    }

    [TestCase("loud", "'loud' is no level; expected trace, debug, info, warn, error, none")]
    [TestCase("info,store=debg", "'debg' is no level; expected trace, debug, info, warn, error, none; did you mean 'debug'?")]
    public void A_level_that_is_none_is_named(string text, string message) =>
        Assert.That(() => LogLevels.Parse(text), Throws.TypeOf<FormatException>().With.Message.EqualTo(message));

    private async Task<string[]> LogAsync(string levels, LogFormat format, string category, Action<ILogger> log)
    {
        _output.SetLength(0);
        await using (var provider = Provider(levels, format, _output))
            log(provider.CreateLogger(category));
        return Encoding.UTF8.GetString(_output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private LineLoggerProvider Provider(string levels, LogFormat format, Stream output) => new(output, LogLevels.Parse(levels), format, _time);

    [LoggerMessage(1, LogLevel.Information, "Listening on {Address}, port {Port}")]
    private static partial void LogListening(ILogger logger, string address, int port);

    [LoggerMessage(2, LogLevel.Error, "Failed")]
    private static partial void LogFailed(ILogger logger, Exception error);

    [LoggerMessage(3, LogLevel.Debug, "Detail")]
    private static partial void LogDetail(ILogger logger);
}
