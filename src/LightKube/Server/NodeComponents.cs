using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Hosting;
using LightKube.Client.Informers;
using LightKube.Commands;
using LightKube.Configuration;
using LightKube.Foundation.Bundle;
using LightKube.Foundation.Certificates;
using LightKube.Foundation.Components;
using LightKube.Kubelet;
using LightKube.Kubelet.NodeApi;
using LightKube.Kubelet.Runtime;
using LightKube.Network;
using LightKube.Network.Cni;
using LightKube.Network.Components;

namespace LightKube.Server;

/// <summary>The node's components: runtime, kubelet and network. They know the API through their clients alone.</summary>
internal static class NodeComponents
{
    private const string ResolvConf = "/etc/resolv.conf";

    // The group that the role lightkube:network is bound to.
    private const string NetworkGroup = "lightkube:network";

    internal static IReadOnlyList<IComponent> Create(ServerContext context, ControlPlane controlPlane)
    {
        var (options, directory, identities, fatalErrors, _, time, loggers) = context;
        var bundle = ExecutableBundle.OfThisProgram()?.Unpack(directory.Root);
        var cni = new CniOptions
        {
            ConfigurationDirectory = Path.Combine(directory.Network, "net.d"),
            AddressDirectory = Path.Combine(directory.Network, "addresses"),
        };
        var runtime = new NodeRuntime(RuntimeOf(options, directory, bundle, cni), fatalErrors, time, loggers);

        var node = controlPlane.Api.ClientOf(new UserInfo(UserNames.NodePrefix + options.NodeName, [UserNames.Nodes, UserNames.Authenticated]));
        var nodeInformers = new InformerSet(node, time, Random.Shared.NextDouble, loggers, "kubelet-informers");
        var tls = new NodeApiTls(
            new ServerCertificateSelector(identities.Kubelet, [identities.ClusterAuthority.Certificate]), [identities.ClusterAuthority.Certificate]);
        var kubelet = new NodeAgent(KubeletOf(options, directory), runtime, node, nodeInformers, tls, time, Random.Shared, loggers);

        var network = controlPlane.Api.ClientOf(new UserInfo($"lightkube:network:{options.NodeName}", [NetworkGroup, UserNames.Authenticated]));
        var networkInformers = new InformerSet(network, time, Random.Shared.NextDouble, loggers, "network-informers");
        var layout = new NetworkLayout
        {
            NodeName = options.NodeName,
            PodNetworks = [options.ClusterCidr],
            ServiceNetworks = [options.ServiceCidr],
            DnsAddresses = [options.ClusterDns],
            ClusterDomain = options.ClusterDomain,
        };
        return
        [
            networkInformers,
            new CniConfigurator(networkInformers, layout, cni, time, loggers),
            new ServiceProxy(networkInformers, layout, time, loggers),
            new DnsServer(networkInformers, layout, ResolvConf, time, Random.Shared.NextDouble, loggers),
            runtime,
            nodeInformers,
            kubelet,
        ];
    }

    internal static RuntimeOptions RuntimeOf(ServerOptions options, DataDirectory directory, UnpackedBundle? bundle, CniOptions cni) => new()
    {
        Endpoint = options.Runtime.Endpoint,
        UseRunning = options.Runtime.UseRunning,
        BinDirectory = bundle?.BinDirectory,
        DataDirectory = Path.Combine(directory.Runtime, "containerd"),
        StateDirectory = directory.Run,
        CniConfDirectory = cni.ConfigurationDirectory,
        CniBinDirectory = bundle?.CniDirectory ?? "/opt/cni/bin",
        SandboxImage = UnpackedBundle.PauseImage,
        ImageArchives = bundle?.ImageArchives ?? [],
    };

    internal static KubeletOptions KubeletOf(ServerOptions options, DataDirectory directory) => new()
    {
        NodeName = options.NodeName,
        Version = VersionHandler.GitVersionOf(VersionCommand.Version),
        NodeIps = [options.NodeAddress.ToString()],
        RootDirectory = directory.Kubelet,
        PodLogDirectory = Path.Combine(directory.Logs, "pods"),
        ClusterDns = [options.ClusterDns.ToString()],
        ClusterDomain = options.ClusterDomain,
        ResolvConf = ResolvConf,
        CgroupRoot = options.CgroupRoot,
        NodeApiPort = options.KubeletPort,
    };
}
