using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Authorization;
using LightKube.Foundation.Configuration;
using LightKube.Foundation.Metrics;
using LightKube.Testing.Logging;
using LightKube.Testing.Time;
using Microsoft.Extensions.Logging;

namespace LightKube.ApiServer.Tests.Authorization;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class AuthorizationConfigurationTests : IDisposable
{
    private readonly string _kubeconfig = Path.GetTempFileName();
    private readonly RecordedLogs _logs = new();

    [SetUp]
    public void WriteKubeconfig() => System.IO.File.WriteAllText(_kubeconfig, """
        apiVersion: v1
        kind: Config
        current-context: c
        contexts: [{name: c, context: {cluster: k, user: u}}]
        clusters: [{name: k, cluster: {server: "https://localhost:1/authorize"}}]
        users: [{name: u, user: {}}]
        """);

    public void Dispose()
    {
        System.IO.File.Delete(_kubeconfig);
        _logs.Dispose();
    }

    [Test]
    public void Authorizers_are_asked_in_the_order_of_the_file()
    {
        const string Conditions = "matchConditions: [{expression: \"request.user != 'admin'\"}], matchConditionSubjectAccessReviewVersion: v1";
        var options = Read($"""
            - type: Webhook
              name: first
              webhook: {Webhook($"failurePolicy: Deny, cacheAuthorizedRequests: false, {Conditions}")}
            - type: Node
              name: node
            - type: RBAC
              name: rbac
            - type: Webhook
              name: last
              webhook: {Webhook("failurePolicy: NoOpinion, authorizedTTL: 1m")}
            """);

        Assert.That(options.Authorizers.Select(authorizer => authorizer.Name), Is.EqualTo(new[] { "first", "node", "rbac", "last" }));
        var (first, last) = (options.Authorizers[0].Webhook!, options.Authorizers[3].Webhook!);
        Assert.That((first.DeniesOnFailure, first.AllowedLife, first.DeniedLife, first.Conditions is null), Is.EqualTo((true, TimeSpan.Zero, TimeSpan.FromSeconds(30), false)));
        Assert.That((last.DeniesOnFailure, last.AllowedLife, last.Timeout, last.Conditions is null), Is.EqualTo((false, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(3), true)));
    }

    [TestCase("", "authorizers: Required value: at least one authorization mode must be defined")]
    [TestCase("- {type: ABC, name: a}", "authorizers[0].type: Unsupported value: \"ABC\": supported values: \"AlwaysAllow\", \"AlwaysDeny\", \"Node\", \"RBAC\", \"Webhook\"")]
    [TestCase("- {name: a}", "authorizers[0].type: Required value")]
    [TestCase("- {type: RBAC, name: rbac}\n- {type: RBAC, name: rbac}", "authorizers[1].type: Duplicate value: \"RBAC\"")]
    [TestCase("- {type: RBAC, name: mine}", "authorizers[0].name: Invalid value: \"mine\": expected name rbac for authorizer RBAC")]
    [TestCase("- {type: RBAC, name: rbac, webhook: {}}", "authorizers[0].webhook: Invalid value: \"non-null\": may only be specified when type=Webhook")]
    [TestCase("- {type: Webhook, name: a}", "authorizers[0].webhook: Required value: required when type=Webhook")]
    [TestCase("- {type: RBAC, name: rbac, other: 1}", "unknown field \"authorizers[0].other\"")]
    [TestCase("- {type: RBAC, name: 5}", "authorizers[0].name: Invalid value: 5: expected a string")]
    public void What_is_wrong_is_told_with_its_place(string authorizers, string problem) =>
        Assert.That(() => Read(authorizers), Throws.TypeOf<ConfigurationException>().With.Property("Problems").EqualTo(new[] { $"f: {problem}" }));

    [TestCase("failurePolicy: Maybe", "failurePolicy: Unsupported value: \"Maybe\": supported values: \"NoOpinion\", \"Deny\"")]
    [TestCase("failurePolicy: Deny, authorizedTTL: -1s", "authorizedTTL: Invalid value: \"-1s\": must be > 0s")]
    [TestCase("failurePolicy: Deny, timeout: 31s", "timeout: Invalid value: \"31s\": must be > 0s and <= 30s")]
    [TestCase("failurePolicy: Deny, matchConditions: [{expression: \"true\"}]", "matchConditionSubjectAccessReviewVersion: Required value: required if match conditions are specified")]
    [TestCase("failurePolicy: Deny, subjectAccessReviewVersion: v2", "subjectAccessReviewVersion: Unsupported value: \"v2\": supported values: \"v1\", \"v1beta1\"")]
    [TestCase("failurePolicy: Deny, connectionInfo: {type: InClusterConfig}", "connectionInfo.type: Invalid value: \"InClusterConfig\": this server runs in no pod; use KubeConfigFile")]
    [TestCase("failurePolicy: Deny, connectionInfo: {type: KubeConfigFile, kubeConfigFile: x}", "connectionInfo.kubeConfigFile: Invalid value: \"x\": must be an absolute path")]
    public void So_is_what_is_wrong_with_a_webhook(string fields, string problem) =>
        Assert.That(() => Read($"- {{type: Webhook, name: a, webhook: {Webhook(fields)}}}"),
            Throws.TypeOf<ConfigurationException>().With.Property("Problems").EqualTo(new[] { $"f: authorizers[0].webhook.{problem}" }));

    [Test]
    public void A_changed_file_counts_unless_it_is_wrong()
    {
        var time = new FakeTimeProvider();
        var file = File("- {type: RBAC, name: rbac}");
        var authorizers = new ReloadingAuthorizers(AuthorizationConfiguration.Read(file, "f"), Chain, _ => file, time, new Logger<ReloadingAuthorizers>(_logs));
        Assert.That(Ask(authorizers), Is.EqualTo("Rbac"));

        file = File("- {type: AlwaysAllow, name: alwaysallow}\n- {type: RBAC, name: rbac}");
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(Ask(authorizers), Is.EqualTo("AlwaysAllow"));

        foreach (var wrong in new[] { "broken", File("- {type: AlwaysAllow, name: alwaysallow}") })
        {
            file = wrong;
            time.Advance(TimeSpan.FromMinutes(1));
            Assert.That(Ask(authorizers), Is.EqualTo("AlwaysAllow"));
        }

        var text = new MetricText();
        authorizers.Write(text);
        Assert.That(text.ToString(), Does.Contain("""apiserver_authorization_config_controller_automatic_reloads_total{status="success"} 1""")
            .And.Contain("""apiserver_authorization_config_controller_automatic_reloads_total{status="failure"} 2"""));
    }

    private static string Ask(ReloadingAuthorizers authorizers) => authorizers.Authorize(AuthorizationAttributes.ForPath(new UserInfo("jane"), "get", "/")).Reason;

    // Says which type is asked first.
    private static AuthorizerChain Chain(AuthorizationOptions options) =>
        new([.. options.Authorizers.Select(authorizer => new FixedAuthorizer(AuthorizationResult.Allow(authorizer.Type.ToString())))]);

    private string Webhook(string fields)
    {
        foreach (var (name, otherwise) in new[]
        {
            ("subjectAccessReviewVersion", "v1"), ("timeout", "3s"), ("connectionInfo", $"{{type: KubeConfigFile, kubeConfigFile: {_kubeconfig}}}"),
        })
        {
            fields += $", {fields}".Contains($", {name}:", StringComparison.Ordinal) ? "" : $", {name}: {otherwise}";
        }

        return $"{{{fields}}}";
    }

    private static AuthorizationOptions Read(string authorizers) => AuthorizationConfiguration.Read(File(authorizers), "f");

    private static string File(string authorizers) => $"apiVersion: apiserver.config.k8s.io/v1\nkind: AuthorizationConfiguration\nauthorizers:{(authorizers.Length > 0 ? "" : " []")}\n{authorizers}\n";
}
