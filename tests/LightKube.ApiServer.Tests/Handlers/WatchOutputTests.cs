using System.Buffers;
using System.IO.Pipelines;
using LightKube.ApiServer.Handlers;
using LightKube.ApiServer.Http;
using LightKube.Testing.Time;

namespace LightKube.ApiServer.Tests.Handlers;

internal sealed class WatchOutputTests
{
    private FakeTimeProvider _time = null!;
    private Pipe _connection = null!;
    private int _cutOff;

    [SetUp]
    public void Start()
    {
        _time = new FakeTimeProvider();
        _connection = new Pipe(new PipeOptions(pauseWriterThreshold: 1024, resumeWriterThreshold: 512));
        _cutOff = 0;
    }

    [Test]
    public async Task A_client_that_takes_nothing_is_cut_off()
    {
        var output = new WatchBody(_connection.Writer, _time, () => _cutOff++);
        output.Writer.Write(new byte[4096]);
        var sending = output.FlushAsync(CancellationToken.None).AsTask();
        _time.Advance(HttpLimits.WatchStall - TimeSpan.FromSeconds(1));
        Assert.That((sending.IsCompleted, _cutOff), Is.EqualTo((false, 0)));

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(async () => await sending.InTime(), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_cutOff, Is.EqualTo(1));
        await _connection.Reader.CompleteAsync();
    }

    [Test]
    public async Task A_client_that_is_slow_goes_on()
    {
        var output = new WatchBody(_connection.Writer, _time, () => _cutOff++);
        output.Writer.Write(new byte[4096]);
        var sending = output.FlushAsync(CancellationToken.None).AsTask();
        _time.Advance(HttpLimits.WatchStall / 2);
        _connection.Reader.AdvanceTo((await _connection.Reader.ReadAsync()).Buffer.End);
        await sending.InTime();
        _time.Advance(HttpLimits.WatchStall);

        Assert.That(_cutOff, Is.Zero);
    }

    [Test]
    public async Task A_client_that_has_gone_ends_the_watch()
    {
        var output = new WatchBody(_connection.Writer, _time, () => _cutOff++);
        await _connection.Reader.CompleteAsync();
        output.Writer.Write(new byte[1]);

        Assert.That(async () => await output.FlushAsync(CancellationToken.None), Throws.InstanceOf<OperationCanceledException>());
    }
}
