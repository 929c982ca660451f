using LightKube.Api.Apps.V1;
using LightKube.Api.Batch.V1;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Json;

namespace LightKube.ApiServer.Tests.Strategies;

public sealed class KindTests
{
    private const string Template = "\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"} },\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]} }";

    private readonly StrategyRig _rig = new();

    [TestCase("Deployment", "apps/v1", $$"""{"selector":{"matchLabels":{"a":"b"} },{{Template}} }""", "")]
    [TestCase("Deployment", "apps/v1", $$"""{"selector":{"matchLabels":{"a":"x"} },{{Template}} }""", "spec.template.metadata.labels: Invalid value: {\"a\":\"b\"}: `selector` does not match template `labels`")]
    [TestCase("Deployment", "apps/v1", $$"""{{{Template}} }""", "spec.selector: Required value")]
    [TestCase("Deployment", "apps/v1", $$"""{"replicas":-1,"selector":{"matchLabels":{"a":"b"} },{{Template}} }""", "spec.replicas: Invalid value: -1: must be greater than or equal to 0")]
    [TestCase("Deployment", "apps/v1", $$"""{"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":0,"maxUnavailable":0} },"selector":{"matchLabels":{"a":"b"} },{{Template}} }""", "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0")]
    [TestCase("ReplicaSet", "apps/v1", $$"""{"selector":{"matchExpressions":[{"key":"a","operator":"Like"}]},{{Template}} }""", "spec.selector.matchExpressions[0].operator: Invalid value: \"Like\": not a valid selector operator")]
    [TestCase("StatefulSet", "apps/v1", """{"selector":{"matchLabels":{"a":"b"} },"volumeClaimTemplates":[{"metadata":{"name":"data"} }],"template":{"metadata":{"labels":{"a":"b"} },"spec":{"containers":[{"name":"c","image":"i","volumeMounts":[{"name":"data","mountPath":"/d"}]}]} } }""", "")]
    [TestCase("DaemonSet", "apps/v1", """{"selector":{"matchLabels":{"a":"b"} },"template":{"metadata":{"labels":{"a":"b"} },"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]} } }""", "spec.template.spec.restartPolicy: Unsupported value: \"Never\": supported values: \"Always\"")]
    [TestCase("Job", "batch/v1", $$"""{{{Template}} }""", "spec.template.spec.restartPolicy: Required value: valid values: \"OnFailure\", \"Never\"")]
    [TestCase("CronJob", "batch/v1", """{"schedule":"* * *","jobTemplate":{"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]} } } } }""", "spec.schedule: Invalid value: \"* * *\": expected exactly 5 fields, found 3")]
    [TestCase("ReplicationController", "v1", $$"""{{{Template}} }""", "")]
    [TestCase("ReplicationController", "v1", $$"""{"minReadySeconds":-1,{{Template}} }""", "spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0")]
    [TestCase("PersistentVolumeClaim", "v1", """{"resources":{"requests":{"storage":"1Gi"} } }""", "spec.accessModes: Required value: at least 1 access mode is required")]
    [TestCase("PersistentVolumeClaim", "v1", """{"accessModes":["ReadWriteOnce"]}""", "spec.resources[storage]: Required value")]
    [TestCase("NetworkPolicy", "networking.k8s.io/v1", """{"podSelector":{},"ingress":[{"from":[{"ipBlock":{"cidr":"10.0.0.0/8","except":["11.0.0.0/16"]} }]}]}""", "spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: \"11.0.0.0/16\": must be a strict subset of `cidr`")]
    [TestCase("Ingress", "networking.k8s.io/v1", """{}""", "spec: Invalid value: null: either `defaultBackend` or `rules` must be specified")]
    [TestCase("Ingress", "networking.k8s.io/v1", """{"rules":[{"host":"*.example.com","http":{"paths":[{"path":"/","pathType":"Prefix","backend":{"service":{"name":"s","port":{"number":80} } } }]} }]}""", "")]
    [TestCase("PodDisruptionBudget", "policy/v1", """{"minAvailable":1,"maxUnavailable":1,"selector":{} }""", "spec: Invalid value:")]
    [TestCase("HorizontalPodAutoscaler", "autoscaling/v2", """{"minReplicas":3,"maxReplicas":2,"scaleTargetRef":{"kind":"Deployment","name":"d"} }""", "spec.maxReplicas: Invalid value: 2: must be greater than or equal to `minReplicas`")]
    [TestCase("Lease", "coordination.k8s.io/v1", """{"leaseDurationSeconds":0}""", "spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0")]
    [TestCase("LimitRange", "v1", """{"limits":[{"type":"Container","min":{"cpu":"2"},"max":{"cpu":"1"} }]}""", "spec.limits[0].min[cpu]: Invalid value: \"2\": min value 2 is greater than max value 1")]
    public void Specs(string kind, string apiVersion, string spec, string problem)
    {
        var problems = _rig.Problems($$"""{"apiVersion":"{{apiVersion}}","kind":"{{kind}}","metadata":{"namespace":"web","name":"x","uid":"u"},"spec":{{spec}} }""");

        if (problem.Length == 0)
        {
            Assert.That(problems, Is.Empty);
        }
        else
        {
            Assert.That(problems, Is.Not.Empty);
            Assert.That(problems[0], Does.StartWith(problem));
        }
    }

    [TestCase("""{"kind":"Secret","apiVersion":"v1","type":"kubernetes.io/tls","stringData":{"tls.crt":"x"}""", "data[tls.key]: Required value")]
    [TestCase("""{"kind":"Secret","apiVersion":"v1","data":{"a/b":"eA=="}""", "data[a/b]: Invalid value: \"a/b\": a valid config key")]
    [TestCase("""{"kind":"ConfigMap","apiVersion":"v1","data":{"a":"x"},"binaryData":{"a":"eA=="}""", "data[a]: Invalid value: \"a\": duplicate of key present in binaryData")]
    [TestCase("""{"kind":"Role","apiVersion":"rbac.authorization.k8s.io/v1","rules":[{"apiGroups":[""],"resources":["pods"]}]""", "rules[0].verbs: Required value: verbs must contain at least one value")]
    [TestCase("""{"kind":"RoleBinding","apiVersion":"rbac.authorization.k8s.io/v1","roleRef":{"kind":"Role"}""", "roleRef.name: Required value")]
    [TestCase("""{"kind":"EndpointSlice","apiVersion":"discovery.k8s.io/v1","addressType":"IPv4","endpoints":[{"addresses":["::1"]}]""", "endpoints[0].addresses[0]: Invalid value: \"::1\": must be an IPv4 address")]
    [TestCase("""{"kind":"Event","apiVersion":"v1","involvedObject":{"namespace":"db"}""", "involvedObject.namespace: Invalid value: \"db\": does not match event.namespace")]
    public void Objects(string json, string problem) =>
        Assert.That(_rig.Problems(json + ""","metadata":{"namespace":"web","name":"x"}}""")[0], Does.StartWith(problem));

    [TestCase("""{"kind":"PriorityClass","apiVersion":"scheduling.k8s.io/v1","metadata":{"name":"system-x"},"value":1}""", "metadata.name: Forbidden: priority class names with 'system-' prefix")]
    [TestCase("""{"kind":"PriorityClass","apiVersion":"scheduling.k8s.io/v1","metadata":{"name":"x"},"value":1000000001}""", "value: Forbidden: maximum allowed value of a user defined priority is 1000000000")]
    [TestCase("""{"kind":"Namespace","apiVersion":"v1","metadata":{"name":"a.b"}}""", "metadata.name: Invalid value: \"a.b\": must not contain dots")]
    [TestCase("""{"kind":"PersistentVolume","apiVersion":"v1","metadata":{"name":"p"},"spec":{"accessModes":["ReadWriteOnce"],"capacity":{"storage":"1Gi"}}}""", "spec: Required value: must specify a volume type")]
    [TestCase("""{"kind":"Node","apiVersion":"v1","metadata":{"name":"n"},"spec":{"taints":[{"key":"a","effect":"NoSchedule"},{"key":"a","effect":"NoSchedule"}]}}""", "metadata.taints[1]: Duplicate value")]
    [TestCase("""{"kind":"ConfigMap","apiVersion":"v1","metadata":{"namespace":"web","name":"x","labels":{"a":"b c"}}}""", "metadata.labels: Invalid value: \"b c\": a valid label must be")]
    [TestCase("""{"kind":"CustomResourceDefinition","apiVersion":"apiextensions.k8s.io/v1","metadata":{"name":"x"},"spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"things","kind":"Thing"},"versions":[{"name":"v1","storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}}""", "metadata.name: Invalid value: \"x\"")]
    public void Whole_objects(string json, string problem) => Assert.That(_rig.Problems(json)[0], Does.StartWith(problem));

    [Test]
    public void Every_strategy_accepts_an_object_without_a_spec_and_does_not_throw()
    {
        foreach (var kind in Api.Schemas.BuiltIn.Kinds.Where(kind => kind.Served))
        {
            var root = new DocMap();
            root.Set("apiVersion", kind.ApiVersion);
            root.Set("kind", kind.Kind);
            root.GetOrAddMap("metadata").Set("name", "x");
            var text = JsonText.Of(root);

            Assert.That(() => _rig.Update(_rig.Create(text), _ => { }), Throws.Nothing, kind.ToString());
        }
    }

    [Test]
    public void A_namespace_is_made_whole_and_held_until_it_is_finalized()
    {
        var ns = _rig.Create("""{"kind":"Namespace","apiVersion":"v1","metadata":{"name":"web"}}""");
        var strategy = _rig.Kinds.For(Namespace.Schema);

        Assert.That(ns.As<Namespace>().Spec.Finalizers, Is.EqualTo(new[] { "kubernetes" }));
        Assert.That(ns.As<Namespace>().Status.Phase, Is.EqualTo("Active"));
        Assert.That(ns.Labels!.GetString("kubernetes.io/metadata.name"), Is.EqualTo("web"));
        Assert.That(strategy.HoldsDeletion(ns), Is.True);

        var deleted = ns.MutableCopy();
        strategy.MarkDeleted(deleted);
        var tried = _rig.Update(deleted, document => document.As<Namespace>().Spec.Finalizers.Clear());
        var finalized = _rig.Update(deleted, document => document.As<Namespace>().Spec.Finalizers.Clear(), "finalize");

        Assert.That(deleted.As<Namespace>().Status.Phase, Is.EqualTo("Terminating"));
        Assert.That(strategy.HoldsDeletion(tried), Is.True);
        Assert.That(strategy.HoldsDeletion(finalized), Is.False);
    }

    [Test]
    public void Text_of_a_secret_becomes_data()
    {
        var secret = _rig.Create("""{"kind":"Secret","apiVersion":"v1","metadata":{"namespace":"web","name":"s"},"data":{"a":"eA=="},"stringData":{"b":"y"}}""");

        Assert.That(secret.Root.Contains("stringData"), Is.False);
        Assert.That(secret.As<Secret>().Data["b"], Is.EqualTo("y"u8.ToArray()));
        Assert.That(secret.As<Secret>().Type, Is.EqualTo("Opaque"));
    }

    [Test]
    public void What_is_immutable_stays()
    {
        var map = _rig.Create("""{"kind":"ConfigMap","apiVersion":"v1","metadata":{"namespace":"web","name":"c"},"immutable":true,"data":{"a":"x"}}""");

        Assert.That(_rig.UpdateProblems(map, document => document.As<ConfigMap>().Data["a"] = "y"), Is.EqualTo(new[] { "data: Forbidden: field is immutable when `immutable` is set" }));
        Assert.That(_rig.UpdateProblems(map, document => document.As<ConfigMap>().Metadata.Labels["l"] = "m"), Is.Empty);
    }

    [Test]
    public void The_selector_of_a_deployment_stays()
    {
        var deployment = _rig.Create($$"""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"namespace":"web","name":"d"},"spec":{"selector":{"matchLabels":{"a":"b"} },{{Template}} } }""");

        var problems = _rig.UpdateProblems(deployment, document =>
        {
            document.As<Deployment>().Spec.Selector.MatchLabels["a"] = "c";
            document.As<Deployment>().Spec.Template.Metadata.Labels["a"] = "c";
        });

        Assert.That(problems, Is.EqualTo(new[] { "spec.selector: Invalid value: {\"matchLabels\":{\"a\":\"c\"}}: field is immutable" }));
    }

    [Test]
    public void A_job_selects_its_pods_by_its_uid()
    {
        var job = _rig.Create("""
            {"apiVersion":"batch/v1","kind":"Job","metadata":{"namespace":"web","name":"j","uid":"u1"},
             "spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}
            """, out var problems).As<Job>();

        Assert.That(problems, Is.Empty);
        Assert.That(job.Spec.Selector.MatchLabels["batch.kubernetes.io/controller-uid"], Is.EqualTo("u1"));
        Assert.That(job.Spec.Template.Metadata.Labels["batch.kubernetes.io/job-name"], Is.EqualTo("j"));
        Assert.That((job.Spec.Parallelism, job.Spec.Completions, job.Spec.BackoffLimit), Is.EqualTo(((int?)1, (int?)1, (int?)6)));
    }

    [Test]
    public void A_generation_counts_the_spec_and_not_labels_or_status()
    {
        var old = _rig.Create($$"""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"namespace":"web","name":"d"},"spec":{"selector":{"matchLabels":{"a":"b"} },{{Template}} } }""");

        Assert.That(old.Metadata.Generation, Is.EqualTo(1));
        Assert.That(_rig.Update(old, document => document.Metadata.Labels["x"] = "y").Metadata.Generation, Is.EqualTo(1));
        Assert.That(_rig.Update(old, document => document.As<Deployment>().Spec.Replicas = 5).Metadata.Generation, Is.EqualTo(2));
        Assert.That(_rig.Update(old, document => document.As<Deployment>().Status.Replicas = 5, "status").Metadata.Generation, Is.EqualTo(1));
    }
}
