using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LightKube.EndToEnd.Rig;

/// <summary>A webhook that runs as a program on a cluster's node, behind a Service without a selector.</summary>
internal sealed class NodeWebhook : IAsyncDisposable
{
    private readonly RunningCommand _program;
    private readonly string _files;

    private NodeWebhook(RunningCommand program, string files, string @namespace, string caBundle) =>
        (_program, _files, Namespace, CaBundle) = (program, files, @namespace, caBundle);

    /// <summary>Where its Service is, whose name is <c>hook</c>.</summary>
    internal string Namespace { get; }

    /// <summary>By what it is to be trusted, as a clientConfig has it.</summary>
    internal string CaBundle { get; }

    /// <summary>A clientConfig for one of its paths.</summary>
    internal string At(string path) =>
        $$$"""{"service":{"namespace":"{{{Namespace}}}","name":"hook","path":"{{{path}}}"},"caBundle":"{{{CaBundle}}}"}""";

    /// <param name="cluster">On whose node it runs.</param>
    /// <param name="namespace">A namespace that is there.</param>
    /// <param name="port">A port of the node that is free.</param>
    internal static async Task<NodeWebhook> StartAsync(DevCluster cluster, string @namespace, int port)
    {
        var kubectl = cluster.Kubectl("1.36", @namespace);
        var address = await kubectl.FieldAsync("nodes", ".items[0].status.addresses[?(@.type==\"InternalIP\")].address");
        var files = Directory.CreateTempSubdirectory("lightkube-webhook-").FullName;
        var certificate = WriteCertificate(files, $"hook.{@namespace}.svc");
        var program = RunningCommand.Start(Repository.Executable,
        [
            "dev", "exec", "--name", cluster.Name, "--", "/usr/bin/python3",
            Path.Combine(Repository.Root, "tests", "LightKube.EndToEnd", "Conformance", "Programs", "webhook.py"),
            address, $"{port}", Path.Combine(files, "tls.crt"), Path.Combine(files, "tls.key"),
        ]);
        await program.OutputAsync(static output => output.Contains("listening", StringComparison.Ordinal), "that it listens");
        await kubectl.ApplyAsync($$"""
            apiVersion: v1
            kind: Service
            metadata: { name: hook }
            spec:
              ports: [{ port: 443, targetPort: {{port}} }]
            ---
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata:
              name: hook
              labels: { kubernetes.io/service-name: hook }
            addressType: IPv4
            ports: [{ port: {{port}}, protocol: TCP }]
            endpoints: [{ addresses: ["{{address}}"] }]
            """);
        return new NodeWebhook(program, files, @namespace, certificate);
    }

    public async ValueTask DisposeAsync()
    {
        await _program.DisposeAsync();
        Directory.Delete(_files, recursive: true);
    }

    private static string WriteCertificate(string directory, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddMinutes(-5), now.AddDays(1));
        var pem = certificate.ExportCertificatePem();
        File.WriteAllText(Path.Combine(directory, "tls.crt"), pem);
        File.WriteAllText(Path.Combine(directory, "tls.key"), key.ExportPkcs8PrivateKeyPem());
        return Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(pem));
    }
}
