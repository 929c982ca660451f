using LightKube.Api.Defaulting;
using LightKube.Api.Documents;
using LightKube.Api.JsonPath;
using LightKube.Api.Schemas;

namespace LightKube.Api.Tests.Defaulting;

public sealed class ObjectDefaultsTests
{
    private static DocMap Defaulted(string version, string kind, string json)
    {
        var root = Trees.Map(json);
        ObjectDefaults.Apply(BuiltIn.Kind(version, kind), root);
        var once = root.ToString();
        ObjectDefaults.Apply(BuiltIn.Kind(version, kind), root);
        Assert.That(root.ToString(), Is.EqualTo(once), "defaulting twice must change nothing");
        return root;
    }

    private static Value At(DocMap root, string path) => JsonPathExpression.Parse(path).First(root);

    [TestCase("restartCount", "0")]
    [TestCase("ready", "false")]
    [TestCase("imageID", "\"\"")]
    public void What_Kubernetes_always_writes_is_there_when_empty(string field, string value)
    {
        var root = Defaulted("v1", "Pod", """{"spec":{},"status":{"containerStatuses":[{"name":"main"}]}}""");

        Assert.That(At(root, $".status.containerStatuses[0].{field}").ToString(), Is.EqualTo(value));
    }

    [TestCase(".spec.restartPolicy", "Always")]
    [TestCase(".spec.dnsPolicy", "ClusterFirst")]
    [TestCase(".spec.terminationGracePeriodSeconds", "30")]
    [TestCase(".spec.schedulerName", "default-scheduler")]
    [TestCase(".spec.enableServiceLinks", "true")]
    [TestCase(".spec.securityContext", "{}")]
    [TestCase(".status.phase", "Pending")]
    [TestCase(".spec.containers[0].terminationMessagePath", "/dev/termination-log")]
    [TestCase(".spec.containers[0].imagePullPolicy", "IfNotPresent")]
    [TestCase(".spec.containers[1].imagePullPolicy", "Always")]
    [TestCase(".spec.containers[2].imagePullPolicy", "IfNotPresent")]
    [TestCase(".spec.containers[3].imagePullPolicy", "Never")]
    [TestCase(".spec.containers[4].imagePullPolicy", "Always")]
    [TestCase(".spec.containers[0].resources.requests.cpu", "1")]
    [TestCase(".spec.containers[0].resources.requests.memory", "5")]
    [TestCase(".spec.containers[0].ports[0].protocol", "TCP")]
    [TestCase(".spec.containers[0].ports[0].hostPort", "80")]
    [TestCase(".spec.containers[0].livenessProbe.periodSeconds", "10")]
    [TestCase(".spec.containers[0].livenessProbe.httpGet.scheme", "HTTP")]
    [TestCase(".spec.volumes[0].emptyDir", "{}")]
    [TestCase(".spec.volumes[1].secret.defaultMode", "420")]
    [TestCase(".spec.serviceAccountName", "robot")]
    public void A_pod_gets_what_kubernetes_documents(string path, string expected)
    {
        var pod = Defaulted("v1", "Pod", """
            {'spec':{'hostNetwork':true,'serviceAccount':'robot','restartPolicy':null,
             'volumes':[{'name':'a'},{'name':'b','secret':{'secretName':'s'}}],
             'containers':[
              {'name':'a','image':'registry:5000/x:1','resources':{'limits':{'cpu':'1','memory':'9'},'requests':{'memory':'5'}},
               'ports':[{'containerPort':80}],'livenessProbe':{'httpGet':{'port':80}}},
              {'name':'b','image':'registry:5000/x'},{'name':'c','image':'x@sha256:1'},{'name':'d','image':'x','imagePullPolicy':'Never'},{'name':'e','image':'x:latest'}]}}
            """);

        var value = At(pod, path);
        Assert.That(value.AsString ?? value.ToString(), Is.EqualTo(expected));
    }

    [Test]
    public void A_template_gets_no_service_links_and_no_requests()
    {
        var set = Defaulted("apps/v1", "ReplicaSet", "{'spec':{'template':{'spec':{'containers':[{'name':'a','image':'x:1','resources':{'limits':{'cpu':'1'}}}]}}}}");

        Assert.That(At(set, ".spec.template.spec.enableServiceLinks").IsAbsent);
        Assert.That(At(set, ".spec.template.spec.containers[0].resources.requests").IsAbsent);
        Assert.That(At(set, ".spec.replicas").AsInt, Is.EqualTo(1));
    }

    [TestCase("{'spec':{'template':{'spec':{'containers':[]}}}}", "{'type':'RollingUpdate','rollingUpdate':{'maxUnavailable':'25%','maxSurge':'25%'}}")]
    [TestCase("{'spec':{'strategy':{'type':'Recreate'}}}", "{'type':'Recreate'}")]
    [TestCase("{'spec':{'strategy':{'rollingUpdate':{'maxSurge':1}}}}", "{'rollingUpdate':{'maxSurge':1,'maxUnavailable':'25%'},'type':'RollingUpdate'}")]
    public void A_deployment_rolls_unless_it_says_otherwise(string json, string strategy) =>
        Assert.That(At(Defaulted("apps/v1", "Deployment", json), ".spec.strategy"), Is.EqualTo(Trees.Value(strategy)));

    [TestCase("{'spec':{'ports':[{'port':80}]}}", "{'ports':[{'port':80,'protocol':'TCP','targetPort':80}],'type':'ClusterIP','sessionAffinity':'None','internalTrafficPolicy':'Cluster'}")]
    [TestCase("{'spec':{'type':'LoadBalancer','ports':[{'port':80,'targetPort':'web'}],'sessionAffinity':'ClientIP'}}",
        "{'type':'LoadBalancer','ports':[{'port':80,'targetPort':'web','protocol':'TCP'}],'sessionAffinity':'ClientIP','sessionAffinityConfig':{'clientIP':{'timeoutSeconds':10800}},'externalTrafficPolicy':'Cluster','internalTrafficPolicy':'Cluster','allocateLoadBalancerNodePorts':true}")]
    [TestCase("{'spec':{'type':'ExternalName','externalName':'x.y'}}", "{'type':'ExternalName','externalName':'x.y','sessionAffinity':'None'}")]
    public void A_service_gets_the_policies_of_its_type(string json, string spec) =>
        Assert.That(At(Defaulted("v1", "Service", json), ".spec"), Is.EqualTo(Trees.Value(spec)));

    [TestCase("{'spec':{'template':{'metadata':{'labels':{'a':'b'}}}}}", 1, 1, 6)]
    [TestCase("{'spec':{'parallelism':3}}", null, 3, 6)]
    [TestCase("{'spec':{'backoffLimitPerIndex':1,'completions':4}}", 4, 1, int.MaxValue)]
    public void A_job_runs_once_unless_it_says_otherwise(string json, int? completions, int parallelism, int backoff)
    {
        var job = Defaulted("batch/v1", "Job", json);

        Assert.That(At(job, ".spec.completions").AsInt, Is.EqualTo(completions));
        Assert.That(At(job, ".spec.parallelism").AsInt, Is.EqualTo(parallelism));
        Assert.That(At(job, ".spec.backoffLimit").AsInt, Is.EqualTo(backoff));
        Assert.That(At(job, ".spec.podReplacementPolicy").AsString, Is.EqualTo("TerminatingOrFailed"));
    }

    [Test]
    public void The_job_template_of_a_cron_job_is_left_alone()
    {
        var cron = Defaulted("batch/v1", "CronJob", "{'spec':{'jobTemplate':{'spec':{'template':{'spec':{'containers':[{'name':'a','image':'x:1'}]}}}}}}");

        Assert.That(At(cron, ".spec.concurrencyPolicy").AsString, Is.EqualTo("Allow"));
        Assert.That(At(cron, ".spec.jobTemplate.spec").AsMap!.Count, Is.EqualTo(1));
        Assert.That(At(cron, ".spec.jobTemplate.spec.template.spec.dnsPolicy").AsString, Is.EqualTo("ClusterFirst"));
    }

    [Test]
    public void String_data_of_a_secret_becomes_data()
    {
        var secret = Defaulted("v1", "Secret", "{'data':{'a':'eA=='},'stringData':{'a':'y','b':'z'}}");

        Assert.That(secret, Is.EqualTo(Trees.Map("{'data':{'a':'eQ==','b':'eg=='},'type':'Opaque'}")).Using<DocMap>((a, b) => a.ContentEquals(b)));
    }

    [Test]
    public void A_union_is_not_filled_in() =>
        Assert.That(At(Defaulted("v1", "Pod", "{'spec':{'volumes':[{'name':'a','configMap':{'name':'c'}}]}}"), ".spec.volumes[0]").AsMap!.Count, Is.EqualTo(2));

    [TestCase("v1", "LimitRange", "{'spec':{'limits':[{'type':'Container','max':{'cpu':'2'},'min':{'memory':'1'}}]}}", ".spec.limits[0].defaultRequest", "{'cpu':'2','memory':'1'}")]
    [TestCase("networking.k8s.io/v1", "NetworkPolicy", "{'spec':{'podSelector':{},'egress':[{}]}}", ".spec.policyTypes", "['Ingress','Egress']")]
    [TestCase("rbac.authorization.k8s.io/v1", "RoleBinding", "{'subjects':[{'kind':'User','name':'u'},{'kind':'ServiceAccount','name':'s'}]}", ".subjects[*].apiGroup", "'rbac.authorization.k8s.io'")]
    [TestCase("apiextensions.k8s.io/v1", "CustomResourceDefinition", "{'spec':{'names':{'kind':'Foo','plural':'foos'}}}", ".spec.names", "{'kind':'Foo','plural':'foos','singular':'foo','listKind':'FooList'}")]
    [TestCase("autoscaling/v2", "HorizontalPodAutoscaler", "{'spec':{'maxReplicas':2}}", ".spec.metrics", "[{'type':'Resource','resource':{'name':'cpu','target':{'type':'Utilization','averageUtilization':80}}}]")]
    [TestCase("v1", "Node", "{'status':{'capacity':{'cpu':'4'}}}", ".status.allocatable", "{'cpu':'4'}")]
    [TestCase("v1", "ReplicationController", "{'spec':{'template':{'metadata':{'labels':{'a':'b'}}}}}", ".spec.selector", "{'a':'b'}")]
    [TestCase("apps/v1", "DaemonSet", "{'spec':{}}", ".spec.updateStrategy", "{'type':'RollingUpdate','rollingUpdate':{'maxUnavailable':1,'maxSurge':0}}")]
    [TestCase("apps/v1", "StatefulSet", "{'spec':{}}", ".spec.updateStrategy", "{'type':'RollingUpdate','rollingUpdate':{'partition':0}}")]
    [TestCase("storage.k8s.io/v1", "StorageClass", "{'provisioner':'x'}", ".reclaimPolicy", "'Delete'")]
    [TestCase("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", "{'webhooks':[{'name':'x','rules':[{}],'clientConfig':{'service':{'name':'s','namespace':'n'}}}]}", ".webhooks[0].clientConfig.service.port", "443")]
    [TestCase("flowcontrol.apiserver.k8s.io/v1", "PriorityLevelConfiguration", "{'spec':{'type':'Limited','limited':{}}}", ".spec.limited.nominalConcurrencyShares", "30")]
    public void Other_kinds_get_theirs(string version, string kind, string json, string path, string expected) =>
        Assert.That(At(Defaulted(version, kind, json), path), Is.EqualTo(Trees.Value(expected)));
}
