using LightKube.Foundation.Memory;
using LightKube.Testing.Time;

namespace LightKube.Foundation.Tests.Memory;

public sealed class IdleMemoryTests
{
    private readonly FakeTimeProvider _time = new();
    private long _allocated;
    private int _released;

    [Test]
    public async Task Memory_is_given_back_once_when_work_has_ended()
    {
        var idle = await StartAsync();
        Work(IdleMemory.WorthwhileBytes);
        Assert.That(_released, Is.Zero, "the process is not quiet yet");

        Work(1);
        Assert.That(_released, Is.EqualTo(1));

        Work(1);
        Assert.That(_released, Is.EqualTo(1), "there is nothing new to give back");

        for (var waited = IdleMemory.Interval; waited < IdleMemory.Afterwards * 4; waited += IdleMemory.Interval)
        {
            Work(1);
            Assert.That(_released, Is.EqualTo(waited + IdleMemory.Interval < IdleMemory.Afterwards ? 1 : 2), "what the work left behind is given back later, once");
        }

        await idle.StopAsync(CancellationToken.None);
    }

    [Test]
    public async Task A_little_work_adds_up()
    {
        await StartAsync();
        for (var done = 0L; done < IdleMemory.WorthwhileBytes; done += IdleMemory.QuietBytes / 2)
        {
            Work(IdleMemory.QuietBytes / 2);
        }

        Assert.That(_released, Is.EqualTo(1));
    }

    [Test]
    public async Task A_busy_process_is_left_alone()
    {
        await StartAsync();
        for (var i = 0; i < 20; i++)
        {
            Work(IdleMemory.QuietBytes);
        }

        Assert.That(_released, Is.Zero);
    }

    private async Task<IdleMemory> StartAsync()
    {
        var idle = new IdleMemory(() => _allocated, () => _released++, _time);
        await idle.StartAsync(CancellationToken.None);
        return idle;
    }

    private void Work(long bytes)
    {
        _allocated += bytes;
        _time.Advance(IdleMemory.Interval);
    }
}
