using System.Net.Sockets;
using LightKube.Api.Core.V1;
using LightKube.Kubelet.Http;

namespace LightKube.Kubelet.Probes;

/// <summary>A connection that can be made.</summary>
internal sealed class TcpProbe : IProbeHandler
{
    public bool Handles(Probe probe) => probe.TcpSocket.IsPresent;

    public async Task<ProbeResult> ProbeAsync(Probe probe, ProbeTarget target, TimeSpan timeout, CancellationToken cancel)
    {
        var action = probe.TcpSocket;
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.LingerState = new LingerOption(true, 0); // leaves no connection behind that waits for its end
        await socket.ConnectAsync(action.Host.Length > 0 ? action.Host : target.Host, ContainerPorts.Resolve(action.Port, target.Container), cancel);
        return new ProbeResult(true, "");
    }
}
