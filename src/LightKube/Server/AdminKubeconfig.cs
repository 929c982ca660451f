using System.Net;
using System.Net.Sockets;
using LightKube.Configuration;
using LightKube.Foundation.Components;
using LightKube.Foundation.Kubeconfig;

namespace LightKube.Server;

/// <summary>Writes the administrator's kubeconfig, in the data directory and where the user wants it too.</summary>
internal sealed class AdminKubeconfig(ClusterIdentities identities, DataDirectory directory, ServerOptions options) : IComponent
{
    public string Name => "admin-kubeconfig";

    public Task InitAsync(CancellationToken cancel)
    {
        var file = identities.KubeconfigOf(identities.Admin, $"https://{ReachableAt()}:{options.HttpsPort}");
        file.Write(directory.AdminKubeconfig);
        if (options.WriteKubeconfig.Length > 0)
            WriteForUser(file, options.WriteKubeconfig);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancel) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancel) => Task.CompletedTask;

    private static void WriteForUser(KubeconfigFile file, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        file.Write(path);
    }

    private string ReachableAt()
    {
        var isAny = options.ListenAddress.Equals(IPAddress.Any) || options.ListenAddress.Equals(IPAddress.IPv6Any);
        var address = isAny ? IPAddress.Loopback : options.ListenAddress;
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
    }
}
