using System.Net.Sockets;
using System.Text;
using LightKube.Api.Core.V1;
using LightKube.Foundation.Grpc;
using LightKube.Kubelet.Http;
using LightKube.Kubelet.Runtime;

namespace LightKube.Kubelet.Lifecycle;

/// <summary>A hook did not do what it should; the message is for its event.</summary>
internal sealed class HookFailedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Runs a container's postStart and preStop hooks.</summary>
internal sealed class LifecycleHooks(IContainerRuntime runtime, PodHttp http, TimeProvider time)
{
    /// <exception cref="HookFailedException">It failed.</exception>
    internal async Task RunAsync(LifecycleHandler hook, Container container, string containerId, string podIp, CancellationToken cancel)
    {
        try
        {
            if (hook.Exec.IsPresent)
                await ExecAsync(hook.Exec, containerId, cancel);
            else if (hook.HttpGet.IsPresent)
                await GetAsync(hook.HttpGet, container, podIp, cancel);
            else if (hook.Sleep.IsPresent)
                await Task.Delay(TimeSpan.FromSeconds(hook.Sleep.Seconds), time, cancel);
        }
        catch (Exception e) when (e is GrpcException or HttpRequestException or SocketException or IOException or FormatException)
        {
            throw new HookFailedException(e.Message, e);
        }
    }

    private async Task ExecAsync(ExecAction action, string containerId, CancellationToken cancel)
    {
        var result = await runtime.ExecSyncAsync(containerId, [.. action.Command], TimeSpan.Zero, cancel);
        if (result.ExitCode != 0)
            throw new HookFailedException($"command '{string.Join(' ', action.Command)}' exited with {result.ExitCode}: " +
                $"{Encoding.UTF8.GetString(result.Stderr.Span)}, message: \"{Encoding.UTF8.GetString(result.Stdout.Span)}\"");
    }

    private async Task GetAsync(HTTPGetAction action, Container container, string podIp, CancellationToken cancel)
    {
        var (status, body) = await http.GetAsync(action, container, podIp, cancel);
        if (status is < 200 or >= 400)
            throw new HookFailedException($"HTTP status {status}: {body}");
    }
}
