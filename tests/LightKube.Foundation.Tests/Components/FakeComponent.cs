using LightKube.Foundation.Components;

namespace LightKube.Foundation.Tests.Components;

/// <summary>A component that writes down what is asked of it, and does what a test says.</summary>
internal sealed class FakeComponent(string name, List<string> calls) : IComponent, IReportsReadiness
{
    internal Func<Task> OnInit { get; init; } = () => Task.CompletedTask;

    internal Func<CancellationToken, Task> OnStart { get; init; } = _ => Task.CompletedTask;

    internal Func<CancellationToken, Task> OnStop { get; init; } = _ => Task.CompletedTask;

    public string Name => name;

    public string? NotReadyBecause { get; set; }

    public Task InitAsync(CancellationToken cancel) => Record("init", OnInit);

    public Task StartAsync(CancellationToken cancel) => Record("start", () => OnStart(cancel));

    public Task StopAsync(CancellationToken cancel) => Record("stop", () => OnStop(cancel));

    private Task Record(string call, Func<Task> then)
    {
        lock (calls)
            calls.Add($"{call} {name}");
        return then();
    }
}
