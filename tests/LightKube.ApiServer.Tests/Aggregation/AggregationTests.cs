using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using LightKube.Api.ApiRegistration.V1;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Testing.Logging;
using LightKube.Testing.Rigs;
using LightKube.Testing.Servers;
using LightKube.Testing.Time;

namespace LightKube.ApiServer.Tests.Aggregation;

[Parallelizable(ParallelScope.All)]
public sealed class AggregationTests
{
    private const string Name = $"v1alpha1.{ExtensionServer.Group}";
    private const string Flunders = $"/apis/{ExtensionServer.Group}/v1alpha1/namespaces/default/flunders";
    private static readonly CancellationToken Never = CancellationToken.None;

    [Test]
    public async Task Built_in_group_versions_are_registered_and_available()
    {
        using var logs = new RecordedLogs();
        await using var server = await RunningApiServer.StartAsync(logs);

        var services = (await server.InProcess.ListAsync(APIService.Schema, new ListQuery(), Never)).Items.Select(item => item.As<APIService>()).ToList();

        var core = services.Find(service => service.Name == "v1.")!;
        Assert.That(core.Spec.GroupPriorityMinimum, Is.EqualTo(18_000));
        Assert.That(core.Metadata.Labels["kube-aggregator.kubernetes.io/automanaged"], Is.EqualTo("onstart"));
        Assert.That(services.Select(service => service.Status.Conditions[0].Reason), Is.All.EqualTo("Local"));
        Assert.That(services.Select(service => service.Name), Does.Contain("v1.apps").And.Contain("v2.autoscaling").And.Not.Contain("v1.apiregistration.k8s.io"));
    }

    [Test]
    public async Task Requests_go_to_the_extension_server_in_the_users_name()
    {
        using var logs = new RecordedLogs();
        await using var server = await RunningApiServer.StartAsync(logs);
        await using var extension = await ExtensionServer.StartAsync(logs);
        await RegisterAsync(server, extension, logs);
        using var jane = server.NewHttpClient("O=system:masters,CN=jane");
        jane.DefaultRequestHeaders.Add("X-Remote-User", "somebody-else");
        jane.DefaultRequestHeaders.Add("User-Agent", "curl/8.5.0");

        var answer = await jane.PostAsync(Flunders + "?dryRun=All", new StringContent("""{"a":1}"""));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(await answer.Content.ReadAsStringAsync(), Is.EqualTo("{\"kind\":\"Flunder\"}\n"));
        Assert.That(extension.Last["path"], Is.EqualTo(Flunders + "?dryRun=All"));
        Assert.That(extension.Last["body"], Is.EqualTo("""{"a":1}"""));
        Assert.That(extension.Last["X-Remote-User"], Is.EqualTo("jane"));
        Assert.That(extension.LastGroups, Is.EqualTo(new[] { "system:masters", "system:authenticated" }), "one header line each");
        Assert.That(extension.Last.Keys, Does.Contain("X-Remote-Extra-authentication.kubernetes.io%2Fcredential-id"));
        Assert.That(extension.LastCertificate, Is.EqualTo("CN=front-proxy-client"));
    }

    [Test]
    public async Task Watches_come_through_as_they_are_written()
    {
        using var logs = new RecordedLogs();
        await using var server = await RunningApiServer.StartAsync(logs);
        await using var extension = await ExtensionServer.StartAsync(logs);
        await RegisterAsync(server, extension, logs);
        using var admin = server.NewHttpClient();

        await using var stream = await admin.GetStreamAsync(Flunders + "?watch=1");
        using var reader = new StreamReader(stream);

        Assert.That(await reader.ReadLineAsync().WaitAsync(Deadline.Timeout), Is.EqualTo("""{"kind":"Flunder"}"""));
    }

    [Test]
    public async Task Upgraded_connections_are_carried_through()
    {
        using var logs = new RecordedLogs();
        await using var server = await RunningApiServer.StartAsync(logs);
        await using var extension = await ExtensionServer.StartAsync(logs);
        await RegisterAsync(server, extension, logs);
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, server.Address.Port);
        await using var tls = new SslStream(socket.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "127.0.0.1",
            ClientCertificates = [server.Authority.Issue("O=system:masters,CN=jane")],
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.Issuer == server.Authority.Certificate.Subject,
        });

        await tls.WriteAsync(Encoding.ASCII.GetBytes($"GET {Flunders}/a/tty HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: test\r\n\r\n"));
        var buffer = new byte[1024];
        var read = await tls.ReadAsync(buffer).AsTask().WaitAsync(Deadline.Timeout);
        Assert.That(Encoding.ASCII.GetString(buffer, 0, read), Does.StartWith("HTTP/1.1 101 "));
        await tls.WriteAsync("ping"u8.ToArray());
        read = await tls.ReadAsync(buffer).AsTask().WaitAsync(Deadline.Timeout);

        Assert.That(Encoding.ASCII.GetString(buffer, 0, read), Is.EqualTo("ping"));
        Assert.That(extension.Last["X-Remote-User"], Is.EqualTo("jane"));
    }

    [Test]
    public async Task Discovery_and_openapi_have_the_extension_servers_part()
    {
        using var logs = new RecordedLogs();
        await using var server = await RunningApiServer.StartAsync(logs);
        await using var extension = await ExtensionServer.StartAsync(logs);
        await RegisterAsync(server, extension, logs);
        using var admin = server.NewHttpClient();

        var groups = JsonText.Parse(await admin.GetStringAsync("/apis")).AsMap!.GetList("groups")!.Items.ToArray().Select(item => item.AsMap!.GetString("name")).ToList();
        Assert.That(groups[..2], Is.EqualTo(new[] { "apiregistration.k8s.io", "apps" }));
        Assert.That(groups[^1], Is.EqualTo(ExtensionServer.Group));

        var group = JsonText.Parse(await admin.GetStringAsync($"/apis/{ExtensionServer.Group}")).AsMap!;
        Assert.That(group.GetMap("preferredVersion")!.GetString("groupVersion"), Is.EqualTo($"{ExtensionServer.Group}/v1alpha1"));

        var resources = JsonText.Parse(await admin.GetStringAsync($"/apis/{ExtensionServer.Group}/v1alpha1")).AsMap!;
        Assert.That(resources.GetList("resources")!.Count, Is.EqualTo(2));

        var version = await EventuallyFreshAsync(admin);
        var flunders = version.GetList("resources")![0].AsMap!;
        Assert.That(flunders.GetString("resource"), Is.EqualTo("flunders"));
        Assert.That(flunders.GetList("subresources")![0].AsMap!.GetString("subresource"), Is.EqualTo("status"));

        var openApi = JsonText.Parse(await admin.GetStringAsync("/openapi/v2")).AsMap!;
        Assert.That(openApi.GetMap("paths")!.Contains($"/apis/{ExtensionServer.Group}/v1alpha1/flunders"));
        Assert.That(openApi.GetMap("definitions")!.Contains("wardle.Flunder"));
        Assert.That(openApi.GetMap("definitions")!.Contains("other.Unused"), Is.False);

        // It publishes OpenAPI 2 alone, and has its part of OpenAPI 3 all the same.
        var index = JsonText.Parse(await admin.GetStringAsync("/openapi/v3")).AsMap!.GetMap("paths")!;
        var url = index.GetMap($"apis/{ExtensionServer.Group}/v1alpha1")!.GetString("serverRelativeURL");
        var document = JsonText.Parse(await admin.GetStringAsync(url)).AsMap!;
        Assert.That(document.GetMap("paths")!.Contains($"/apis/{ExtensionServer.Group}/v1alpha1/flunders"));
        Assert.That(document.GetMap("components")!.GetMap("schemas")!.Contains("wardle.Flunder"));
    }

    [Test]
    public async Task Without_its_service_the_group_is_unavailable()
    {
        using var logs = new RecordedLogs();
        await using var server = await RunningApiServer.StartAsync(logs);
        await server.InProcess.CreateAsync(ServiceOf(443, "", skip: true), Never);
        await EventuallyAsync(server, logs, "ServiceNotFound");
        using var admin = server.NewHttpClient();

        var answer = await admin.GetAsync(Flunders);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        var aggregated = await AggregatedAsync(admin);
        Assert.That(aggregated.GetString("freshness"), Is.EqualTo("Stale"));
        Assert.That((await admin.GetStringAsync("/metrics")).Split('\n'), Is.SupersetOf(new[]
        {
            $"aggregator_unavailable_apiservice{{name=\"{Name}\"}} 1", "aggregator_unavailable_apiservice{name=\"v1.apps\"} 0",
            $"aggregator_unavailable_apiservice_total{{name=\"{Name}\",reason=\"ServiceNotFound\"}} 1",
        }));
    }

    [Test]
    public async Task An_extension_server_that_does_not_prove_itself_fails_the_discovery_check()
    {
        using var logs = new RecordedLogs();
        await using var server = await RunningApiServer.StartAsync(logs);
        await using var extension = await ExtensionServer.StartAsync(logs);
        using var another = new TestAuthority();
        await CreateServiceAsync(server);

        await server.InProcess.CreateAsync(ServiceOf(extension.Port, another.Certificate.ExportCertificatePem(), skip: false), Never);

        await EventuallyAsync(server, logs, "FailedDiscoveryCheck");
    }

    private static async Task RegisterAsync(RunningApiServer server, ExtensionServer extension, RecordedLogs logs)
    {
        await CreateServiceAsync(server);
        await server.InProcess.CreateAsync(ServiceOf(extension.Port, extension.Authority.Certificate.ExportCertificatePem(), skip: false), Never);
        await EventuallyAsync(server, logs, "Passed");
    }

    private static async Task CreateServiceAsync(RunningApiServer server)
    {
        await server.InProcess.CreateAsync(new Namespace { Metadata = { Name = "wardle" } }, Never);
        var service = new Service { Metadata = { Name = "api", Namespace = "wardle" } };
        service.Spec.Type = "ExternalName";
        service.Spec.ExternalName = "localhost";
        await server.InProcess.CreateAsync(service, Never);
    }

    private static APIService ServiceOf(int port, string bundle, bool skip)
    {
        var service = new APIService { Metadata = { Name = Name } };
        (service.Spec.Group, service.Spec.Version) = (ExtensionServer.Group, "v1alpha1");
        (service.Spec.GroupPriorityMinimum, service.Spec.VersionPriority) = (900, 15);
        service.Spec.Service.Namespace = "wardle";
        service.Spec.Service.Name = "api";
        service.Spec.Service.Port = port;
        service.Spec.InsecureSkipTLSVerify = skip;
        if (bundle.Length > 0)
        {
            service.Spec.CaBundle = Encoding.UTF8.GetBytes(bundle);
        }

        return service;
    }

    private static Task<APIService> EventuallyAsync(RunningApiServer server, RecordedLogs logs, string reason) =>
        new Eventually(server.InProcess, () => logs.Messages).HoldsAsync<APIService>(
            new ObjectKey("", Name), service => Assert.That(service.Status.Conditions.Select(item => item.Reason), Does.Contain(reason)));

    // The documents are fetched right after the condition is written.
    private static async Task<DocMap> EventuallyFreshAsync(HttpClient admin)
    {
        using var deadline = new CancellationTokenSource(Deadline.Timeout);
        while (true)
        {
            var version = await AggregatedAsync(admin);
            if (version.GetString("freshness") == "Current")
            {
                return version;
            }

            deadline.Token.ThrowIfCancellationRequested();
        }
    }

    private static async Task<DocMap> AggregatedAsync(HttpClient admin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/apis");
        request.Headers.TryAddWithoutValidation("Accept", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
        using var answer = await admin.SendAsync(request);
        var items = JsonText.Parse(await answer.Content.ReadAsStringAsync()).AsMap!.GetList("items")!.Items.ToArray().Select(item => item.AsMap!);
        return items.Single(item => item.GetMap("metadata")!.GetString("name") == ExtensionServer.Group).GetList("versions")![0].AsMap!;
    }
}
