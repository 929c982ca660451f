using System.Text;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.Policy.V1;
using LightKube.Client;
using LightKube.Testing.Builders;
using LightKube.Testing.Logging;
using LightKube.Testing.Servers;

namespace LightKube.ApiServer.Tests.Wire;

/// <summary>Evictions and bindings as clients post them.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PostedSubresourceTests : IAsyncDisposable
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Evict = """{"kind":"Eviction","apiVersion":"policy/v1","metadata":{"name":"web"}}""";

    private readonly RecordedLogs _logs = new();
    private RunningApiServer _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _server = await RunningApiServer.StartAsync(_logs);
        var account = new ServiceAccount();
        (account.Metadata.Namespace, account.Metadata.Name) = ("default", "default");
        await _server.InProcess.CreateAsync(account, CancellationToken.None);
        await _server.InProcess.CreateAsync(A.Pod("web").In("default").Labelled("app=web"), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _logs.Dispose();
    }

    [TestCase("eviction", """{"kind":"Eviction","apiVersion":"policy/v1","metadata":{"name":"other"}}""", "name in URL does not match name in Eviction object")]
    [TestCase("eviction", """{"kind":"Eviction","apiVersion":"policy/v1","metadata":{}}""", "name in URL does not match name in Eviction object")]
    [TestCase("eviction", """{"kind":"Eviction","apiVersion":"policy/v1","metadata":{"name":"web","namespace":"x"}}""",
        "the namespace of the provided object does not match the namespace sent on the request")]
    [TestCase("eviction", """{"kind":"Pod","apiVersion":"v1","metadata":{"name":"web"}}""", "Pod in version \"v1\" cannot be handled as a Eviction: this endpoint takes policy/v1, Kind=Eviction")]
    [TestCase("binding", """{"kind":"Binding","apiVersion":"v1","metadata":{"name":"other"},"target":{"name":"n"}}""", "name in URL does not match name in Binding object")]
    [TestCase("binding", """{"kind":"Eviction","apiVersion":"policy/v1","metadata":{"name":"web"}}""", "Eviction in version \"policy/v1\" cannot be handled as a Binding: this endpoint takes v1, Kind=Binding")]
    public async Task What_does_not_fit_the_URL_is_a_bad_request(string subresource, string body, string message)
    {
        var (code, status) = await PostAsync(subresource, body);

        Assert.That((code, status.GetString("message")), Is.EqualTo((400, message)));
    }

    [TestCase(Evict)]
    [TestCase("""{"kind":"Eviction","apiVersion":"policy/v1beta1","metadata":{"name":"web","namespace":"default"}}""", Description = "kubectl up to 1.21")]
    public async Task A_pod_without_a_budget_goes(string body)
    {
        await RunAsync(ready: true);

        Assert.That((await PostAsync("eviction", body)).Code, Is.EqualTo(201));
        Assert.That(await _server.InProcess.FindAsync<Pod>(new("default", "web"), CancellationToken.None), Is.Null.Or.Property("Metadata").Property("DeletionTimestamp").Not.Null);
    }

    [Test]
    public async Task A_budget_that_allows_nothing_says_why()
    {
        await RunAsync(ready: true);
        await GuardAsync(allowed: 0, healthy: 1, desired: 1);

        var (code, status) = await PostAsync("eviction", Evict);

        Assert.That((code, status.GetString("reason"), status.GetString("message")),
            Is.EqualTo((429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.")));
        Assert.That(status.GetMap("details")!.ToString(),
            Is.EqualTo("""{"causes":[{"reason":"DisruptionBudget","message":"The disruption budget guard needs 1 healthy pods and has 1 currently"}]}"""));
    }

    [Test]
    public async Task A_budget_that_allows_one_has_noted_it()
    {
        await RunAsync(ready: true);
        await GuardAsync(allowed: 1, healthy: 2, desired: 1);

        Assert.That((await PostAsync("eviction", Evict)).Code, Is.EqualTo(201));

        var budget = await _server.InProcess.GetAsync<PodDisruptionBudget>(new("default", "guard"), CancellationToken.None);
        Assert.That(budget.Status.DisruptionsAllowed, Is.Zero);
        Assert.That(budget.Status.Map.GetMap("disruptedPods")!.Contains("web"));
        Assert.That(budget.Status.Conditions.Single().Reason, Is.EqualTo("InsufficientPods"));
    }

    [TestCase(2, "", 201, Description = "enough others are healthy")]
    [TestCase(1, "", 429)]
    [TestCase(1, "IfHealthyBudget", 429)]
    [TestCase(1, "AlwaysAllow", 201)]
    public async Task A_pod_that_is_not_healthy_goes_by_the_budgets_policy(int healthy, string policy, int code)
    {
        await RunAsync(ready: false);
        await GuardAsync(allowed: 0, healthy, desired: 2, policy);

        Assert.That((await PostAsync("eviction", Evict)).Code, Is.EqualTo(code));
    }

    [Test]
    public async Task A_budget_that_is_not_yet_seen_to_is_tried_again()
    {
        await RunAsync(ready: true);
        await _server.InProcess.CreateAsync(Budget(), CancellationToken.None);

        var (code, status) = await PostAsync("eviction", Evict);

        Assert.That((code, status.GetMap("details")!["retryAfterSeconds"].AsInt), Is.EqualTo((429, 10)));
        Assert.That(status.ToString(), Does.Contain("The disruption budget guard is still being processed by the server."));
    }

    [Test]
    public async Task Two_budgets_are_one_too_many()
    {
        await RunAsync(ready: true);
        await _server.InProcess.CreateAsync(Budget(), CancellationToken.None);
        await _server.InProcess.CreateAsync(Budget("other"), CancellationToken.None);

        var (code, status) = await PostAsync("eviction", Evict);

        Assert.That((code, status.GetString("message")), Is.EqualTo((500, "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.")));
    }

    [Test]
    public async Task A_pod_that_waits_is_guarded_by_nothing()
    {
        await GuardAsync(allowed: 0, healthy: 1, desired: 1);

        Assert.That((await PostAsync("eviction", Evict)).Code, Is.EqualTo(201));
    }

    [Test]
    public async Task A_pod_is_bound_once_and_as_the_pod_that_was_meant()
    {
        const string Bind = """{"kind":"Binding","apiVersion":"v1","metadata":{"name":"web","uid":"UID"},"target":{"kind":"Node","name":"n"}}""";
        var pod = await _server.InProcess.GetAsync<Pod>(new("default", "web"), CancellationToken.None);

        var (other, conflict) = await PostAsync("binding", Bind.Replace("UID", "another", StringComparison.Ordinal));
        Assert.That((other, conflict.GetString("message")), Is.EqualTo(
            (409, $"Operation cannot be fulfilled on pods \"web\": Precondition failed: UID in precondition: another, UID in object meta: {pod.Metadata.Uid}")));

        var right = Bind.Replace("UID", pod.Metadata.Uid, StringComparison.Ordinal);
        Assert.That((await PostAsync("binding", right)).Code, Is.EqualTo(201));
        var (again, twice) = await PostAsync("binding", right);
        Assert.That((again, twice.GetString("message")), Is.EqualTo((409, "Operation cannot be fulfilled on pods/binding \"web\": pod web is already assigned to node \"n\"")));
    }

    private async Task RunAsync(bool ready)
    {
        var pod = await _server.InProcess.GetAsync<Pod>(new("default", "web"), CancellationToken.None);
        pod = pod.MutableCopy();
        pod.Status.Phase = "Running";
        var condition = pod.Status.Conditions.AddNew();
        (condition.Type, condition.Status) = ("Ready", ready ? "True" : "False");
        await _server.InProcess.UpdateStatusAsync(pod, CancellationToken.None);
    }

    private async Task GuardAsync(int allowed, int healthy, int desired, string policy = "")
    {
        var made = await _server.InProcess.CreateAsync(Budget("guard", policy), CancellationToken.None);
        var budget = made.MutableCopy();
        budget.Status.ObservedGeneration = made.Metadata.Generation;
        (budget.Status.DisruptionsAllowed, budget.Status.CurrentHealthy, budget.Status.DesiredHealthy, budget.Status.ExpectedPods) = (allowed, healthy, desired, 2);
        await _server.InProcess.UpdateStatusAsync(budget, CancellationToken.None);
    }

    private static PodDisruptionBudget Budget(string name = "guard", string policy = "")
    {
        var budget = new PodDisruptionBudget();
        (budget.Metadata.Namespace, budget.Metadata.Name) = ("default", name);
        budget.Spec.Selector.MatchLabels["app"] = "web";
        if (policy.Length > 0)
        {
            budget.Spec.UnhealthyPodEvictionPolicy = policy;
        }

        return budget;
    }

    private async Task<(int Code, DocMap Status)> PostAsync(string subresource, string body)
    {
        using var answer = await _server.Raw.PostAsync($"{Pods}/web/{subresource}", new StringContent(body, Encoding.UTF8, "application/json"));
        return ((int)answer.StatusCode, JsonText.Parse(await answer.Content.ReadAsStringAsync()).AsMap!);
    }
}
