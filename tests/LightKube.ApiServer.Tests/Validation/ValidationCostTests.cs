using System.Diagnostics;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Registry;
using LightKube.ApiServer.Strategies;
using LightKube.ApiServer.Validation;

namespace LightKube.ApiServer.Tests.Validation;

/// <summary>Every write pays for validation; a valid object leaves little garbage.</summary>
public sealed class ValidationCostTests
{
    private const int Length = 10_000;
    private const int Rounds = 1000;
    private const int MaxBytes = 1000;

    private static readonly Dictionary<string, ValidationRig> Rigs = new()
    {
        ["Pod"] = new($$$"""
            {"apiVersion":"v1","kind":"Pod","metadata":{{{{ValidationRig.Stored("web-7d9c5b8f6d-x2v4k")}}},"generateName":"web-7d9c5b8f6d-","labels":{"app":"web","pod-template-hash":"7d9c5b8f6d"},
            "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web-7d9c5b8f6d","uid":"u","controller":true,"blockOwnerDeletion":true}]},
            "spec":{"serviceAccountName":"default","containers":[{"name":"web","image":"nginx:1.27","ports":[{"name":"http","containerPort":80}],
            "env":[{"name":"A","value":"b"},{"name":"POD_NAME","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"} } }],
            "resources":{"requests":{"cpu":"100m","memory":"128Mi"},"limits":{"memory":"256Mi"}},
            "readinessProbe":{"httpGet":{"path":"/ready","port":"http"}},
            "volumeMounts":[{"name":"config","mountPath":"/etc/web"},{"name":"token","mountPath":"/var/run/secrets/kubernetes.io/serviceaccount","readOnly":true}]}],
            "volumes":[{"name":"config","configMap":{"name":"web"}},{"name":"token","projected":{"sources":[{"serviceAccountToken":{"path":"token","expirationSeconds":3607}},{"configMap":{"name":"kube-root-ca.crt","items":[{"key":"ca.crt","path":"ca.crt"}]}}]}}],
            "tolerations":[{"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":300}]}}
            """),
        ["ConfigMap"] = new($$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{{{{ValidationRig.Stored("x")}}}},"data":{"a":"b","c.txt":"d"}}"""),
        ["ResourceQuota"] = new($$$"""{"apiVersion":"v1","kind":"ResourceQuota","metadata":{{{{ValidationRig.Stored("x")}}}},"spec":{"hard":{"pods":"1"} } }"""),
        ["RuntimeClass"] = new($$$"""{"apiVersion":"node.k8s.io/v1","kind":"RuntimeClass","metadata":{{{{ValidationRig.Stored("x", null)}}}},"handler":"runc"}"""),
        ["StorageClass"] = new($$$"""{"apiVersion":"storage.k8s.io/v1","kind":"StorageClass","metadata":{{{{ValidationRig.Stored("x", null)}}}},"provisioner":"a.io/b"}"""),
        ["Node"] = new($$$"""{"apiVersion":"v1","kind":"Node","metadata":{{{{ValidationRig.Stored("x", null)}}}},"spec":{} }"""),
        ["Lease"] = new($$$"""{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{{{{ValidationRig.Stored("x")}}}},"spec":{"leaseDurationSeconds":10,"holderIdentity":"me"}}"""),
    };

    private static IEnumerable<TestCaseData> LongLists()
    {
        yield return Long("Pod", "containers", Containers("", "name"));
        yield return Long("Pod", "init containers", "spec/initContainers=" + Items(i => $$"""{"name":"c{{i}}","image":"i"}"""));
        yield return Long("Pod", "claims of a container", Containers(",\"resources\":{\"claims\":" + Items(i => $$"""{"name":"c{{i}}","request":"r"}""") + "}", null));
        yield return Long("Pod", "claims of containers", "spec/resourceClaims=" + Items(i => $$"""{"name":"c{{i}}","resourceClaimName":"c"}"""), Containers(",\"resources\":{\"claims\":[{\"name\":\"c9999\"}]}", "name"));
        yield return Long("Pod", "mounts of volumes", "spec/volumes=" + Items(i => $$"""{"name":"c{{i}}","emptyDir":{} }"""), Containers(",\"volumeMounts\":" + Items(i => $$"""{"name":"c{{i}}","mountPath":"/{{i}}"}"""), null));
        yield return Long("Pod", "mounts beside devices", Containers(",\"volumeMounts\":" + Items(i => $$"""{"name":"c{{i}}","mountPath":"/{{i}}"}""") + ",\"volumeDevices\":" + Items(i => $$"""{"name":"d{{i}}","devicePath":"/d{{i}}"}"""), null));
        yield return Long("Pod", "spreading", "spec/topologySpreadConstraints=" + Items(i => $$"""{"maxSkew":1,"topologyKey":"k{{i}}","whenUnsatisfiable":"DoNotSchedule"}"""));
        yield return Long("RuntimeClass", "tolerations", "scheduling={\"tolerations\":" + Items(i => $$"""{"key":"k{{i}}","operator":"Exists"}""") + "}");
        yield return Long("StorageClass", "alike topologies", "allowedTopologies=" + Items(_ => """{"matchLabelExpressions":[{"key":"a","values":["b"]}]}"""));
        yield return Long("ResourceQuota", "errors that each show the list", "spec/scopes=" + Items(i => $"\"c{i}\""));
        yield return Long("Node", "addresses", "status/addresses=" + Items(i => $$"""{"type":"InternalIP","address":"{{i}}"}"""));
    }

    /// <summary>Where each item were compared with each, these took minutes, or gigabytes.</summary>
    [TestCaseSource(nameof(LongLists))]
    public void Long_lists_cost_no_more_than_their_length(string kind, string[] changes)
    {
        var document = Rigs[kind].Changed(changes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        Errors(document);
        var (spent, allocated) = (watch.Elapsed, GC.GetAllocatedBytesForCurrentThread() - before);

        TestContext.Out.WriteLine($"{spent.TotalMilliseconds:F0} ms, {allocated / 1024} KB");
        Assert.Multiple(() =>
        {
            Assert.That(spent, Is.LessThan(TimeSpan.FromSeconds(5)));
            Assert.That(allocated, Is.LessThan(200_000_000));
        });
    }

    [Test]
    public void Tolerations_are_compared_with_the_old_ones_by_what_they_are()
    {
        var (old, changed) = (Rigs["Pod"].Changed(Tolerations(1)), Rigs["Pod"].Changed(Tolerations(2)));
        var errors = new FieldErrors();

        KindValidations.Find(old.Schema)!.Update(errors.Root(changed.Root), errors.Root(old.Root), "");

        Assert.That(errors.Steps.Length, Is.LessThan(100 * Length));
    }

    [TestCase("Pod")]
    [TestCase("ConfigMap")]
    [TestCase("Lease")]
    public void A_valid_object_costs_little_garbage(string kind)
    {
        var document = Rigs[kind].Changed();
        var strategy = new DefaultStrategy(document.Schema);
        ObjectRules.Validate(strategy, document);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Rounds; i++)
        {
            ObjectRules.Validate(strategy, document);
        }

        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before) / Rounds, Is.LessThan(MaxBytes));
    }

    private static TestCaseData Long(string kind, string what, params string[] changes) =>
        new TestCaseData(kind, changes).SetArgDisplayNames(kind, what);

    private static string Items(Func<int, string> item) => "[" + string.Join(',', Enumerable.Range(0, Length).Select(item)) + "]";

    // Many, each with its name, or one.
    private static string Containers(string rest, string? name) =>
        "spec/containers=" + (name is null ? "[{\"name\":\"c\",\"image\":\"i\"" + rest + "}]" : Items(i => $"{{\"{name}\":\"c{i}\",\"image\":\"i\"{rest}}}"));

    private static string Tolerations(int seconds) =>
        "spec/tolerations=" + Items(i => $$"""{"key":"k{{i}}","operator":"Exists","effect":"NoExecute","tolerationSeconds":{{seconds}}}""");

    private static void Errors(Document document)
    {
        try
        {
            ObjectRules.Validate(new DefaultStrategy(document.Schema), document);
        }
        catch (ApiException e) when (e.Code == 422)
        {
            // Some of them are not even right.
        }
    }
}
