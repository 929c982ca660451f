using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.Api.Tables;

namespace LightKube.Api.Tests.Tables;

public sealed class TableTests
{
    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2024, 1, 2, 0, 0, 0, TimeSpan.Zero);
    }

    private static string[] Row(string version, string kind, string json) =>
        TableBuilder.Row(BuiltIn.Kind(version, kind), Trees.Map(json), new FixedTime()).Items.ToArray().Select(cell => cell.AsString ?? cell.ToString()).ToArray();

    [TestCase(0, "0s")]
    [TestCase(-1, "0s")]
    [TestCase(-5, "<invalid>")]
    [TestCase(119, "119s")]
    [TestCase(130, "2m10s")]
    [TestCase(180, "3m")]
    [TestCase(620, "10m")]
    [TestCase(3 * 3600, "3h")]
    [TestCase(3 * 3600 + 120, "3h2m")]
    [TestCase(9 * 3600, "9h")]
    [TestCase(49 * 3600, "2d1h")]
    [TestCase(5 * 86400 + 3 * 3600, "5d3h")]
    [TestCase(9 * 86400, "9d")]
    [TestCase(800 * 86400, "2y70d")]
    [TestCase(3000 * 86400, "8y")]
    public void Ages_are_shown_as_kubectl_shows_them(long seconds, string expected) =>
        Assert.That(HumanDuration.Format(TimeSpan.FromSeconds(seconds)), Is.EqualTo(expected));

    [TestCase("{'phase':'Pending'}", "0/2", "Pending", "0")]
    [TestCase("{'phase':'Pending','conditions':[{'type':'PodScheduled','status':'False','reason':'SchedulingGated'}]}", "0/2", "SchedulingGated", "0")]
    [TestCase("{'phase':'Running','containerStatuses':[{'name':'a','ready':true,'state':{'running':{}}},{'name':'b','ready':true,'state':{'running':{}}}]}", "2/2", "Running", "0")]
    [TestCase("{'phase':'Running','containerStatuses':[{'name':'a','restartCount':3,'state':{'waiting':{'reason':'CrashLoopBackOff'}},'lastState':{'terminated':{'finishedAt':'2024-01-01T23:58:00Z'}}},{'name':'b','ready':true,'state':{'running':{}}}]}",
        "1/2", "CrashLoopBackOff", "3 (2m ago)")]
    [TestCase("{'phase':'Running','containerStatuses':[{'name':'a','state':{'terminated':{'exitCode':0,'reason':'Completed'}}},{'name':'b','ready':true,'state':{'running':{}}}]}", "1/2", "NotReady", "0")]
    [TestCase("{'phase':'Running','conditions':[{'type':'Ready','status':'True'}],'containerStatuses':[{'name':'a','state':{'terminated':{'exitCode':0,'reason':'Completed'}}},{'name':'b','ready':true,'state':{'running':{}}}]}", "1/2", "Running", "0")]
    [TestCase("{'phase':'Failed','reason':'Evicted'}", "0/2", "Evicted", "0")]
    [TestCase("{'phase':'Failed','containerStatuses':[{'name':'a','state':{'terminated':{'exitCode':3}}}]}", "0/2", "ExitCode:3", "0")]
    [TestCase("{'phase':'Failed','containerStatuses':[{'name':'a','state':{'terminated':{'signal':9}}}]}", "0/2", "Signal:9", "0")]
    [TestCase("{'phase':'Succeeded','containerStatuses':[{'name':'a','state':{'terminated':{'exitCode':0,'reason':'Completed'}}}]}", "0/2", "Completed", "0")]
    public void The_state_of_a_pod_is_one_word(string status, string ready, string word, string restarts) =>
        Assert.That(
            Row("v1", "Pod", $"{{'metadata':{{'name':'p','creationTimestamp':'2024-01-01T00:00:00Z'}},'spec':{{'containers':[{{'name':'a'}},{{'name':'b'}}]}},'status':{status}}}"),
            Is.EqualTo(new[] { "p", ready, word, restarts, "24h", "<none>", "<none>", "<none>", "<none>" }));

    [TestCase("[{'name':'i','state':{'running':{}}}]", "Init:0/2")]
    [TestCase("[{'name':'i','state':{'terminated':{'exitCode':0}}},{'name':'j','state':{'waiting':{'reason':'PodInitializing'}}}]", "Init:1/2")]
    [TestCase("[{'name':'i','state':{'waiting':{'reason':'ErrImagePull'}}}]", "Init:ErrImagePull")]
    [TestCase("[{'name':'i','state':{'terminated':{'exitCode':1,'reason':'Error'}}}]", "Init:Error")]
    [TestCase("[{'name':'i','state':{'terminated':{'exitCode':2}}}]", "Init:ExitCode:2")]
    public void Init_containers_are_counted(string statuses, string word) =>
        Assert.That(
            Row("v1", "Pod", $"{{'metadata':{{'name':'p'}},'spec':{{'initContainers':[{{'name':'i'}},{{'name':'j'}}],'containers':[{{'name':'a'}}]}},'status':{{'phase':'Pending','initContainerStatuses':{statuses}}}}}")[2],
            Is.EqualTo(word));

    [Test]
    public void A_pod_on_its_way_out_is_terminating() =>
        Assert.That(Row("v1", "Pod", "{'metadata':{'name':'p','deletionTimestamp':'2024-01-01T00:00:00Z'},'spec':{'containers':[{'name':'a'}]},'status':{'phase':'Running'}}")[2], Is.EqualTo("Terminating"));

    [Test]
    public void A_sidecar_counts_among_the_containers() =>
        Assert.That(
            Row("v1", "Pod", """
                {'metadata':{'name':'p'},'spec':{'initContainers':[{'name':'s','restartPolicy':'Always'}],'containers':[{'name':'a'}]},
                 'status':{'phase':'Running','initContainerStatuses':[{'name':'s','ready':true,'started':true,'state':{'running':{}}}],
                 'containerStatuses':[{'name':'a','ready':true,'state':{'running':{}}}]}}
                """)[1],
            Is.EqualTo("2/2"));

    [TestCase("v1", "Node", "{'metadata':{'name':'n','labels':{'node-role.kubernetes.io/control-plane':''},'creationTimestamp':'2024-01-01T00:00:00Z'},'spec':{'unschedulable':true},'status':{'conditions':[{'type':'Ready','status':'True'}],'nodeInfo':{'kubeletVersion':'v1'},'addresses':[{'type':'InternalIP','address':'10.0.0.1'}]}}",
        "n|Ready,SchedulingDisabled|control-plane|24h|v1|10.0.0.1|<none>|<unknown>|<unknown>|<unknown>")]
    [TestCase("v1", "Service", "{'metadata':{'name':'s'},'spec':{'type':'NodePort','clusterIP':'10.1.1.1','ports':[{'port':80,'protocol':'TCP','nodePort':30080},{'port':53,'protocol':'UDP'}],'selector':{'b':'2','a':'1'}}}",
        "s|NodePort|10.1.1.1|<none>|80:30080/TCP,53/UDP|<unknown>|a=1,b=2")]
    [TestCase("v1", "Service", "{'metadata':{'name':'s'},'spec':{'type':'LoadBalancer','clusterIP':'10.1.1.1'}}", "s|LoadBalancer|10.1.1.1|<pending>|<none>|<unknown>|<none>")]
    [TestCase("apps/v1", "Deployment", "{'metadata':{'name':'d'},'spec':{'replicas':3,'selector':{'matchLabels':{'a':'1'}},'template':{'spec':{'containers':[{'name':'c','image':'i'}]}}},'status':{'readyReplicas':2,'updatedReplicas':3}}",
        "d|2/3|3|0|<unknown>|c|i|a=1")]
    [TestCase("v1", "ConfigMap", "{'metadata':{'name':'c'},'data':{'a':'1'},'binaryData':{'b':'eA=='}}", "c|2|<unknown>")]
    [TestCase("v1", "Namespace", "{'metadata':{'name':'c'},'status':{'phase':'Active'}}", "c|Active|<unknown>")]
    [TestCase("batch/v1", "Job", "{'metadata':{'name':'j'},'spec':{'completions':2},'status':{'succeeded':1,'startTime':'2024-01-01T23:59:00Z'}}", "j|Running|1/2|60s|<unknown>|<none>|<none>|<none>")]
    [TestCase("v1", "Endpoints", "{'metadata':{'name':'e'},'subsets':[{'addresses':[{'ip':'1.1.1.1'},{'ip':'1.1.1.2'}],'ports':[{'port':1},{'port':2}]}]}", "e|1.1.1.1:1,1.1.1.1:2,1.1.1.2:1 + 1 more...|<unknown>")]
    [TestCase("v1", "Event", "{'metadata':{'name':'e'},'type':'Normal','reason':'R','involvedObject':{'kind':'Pod','name':'p'},'message':' m ','lastTimestamp':'2024-01-01T23:59:00Z','firstTimestamp':'2024-01-01T23:58:00Z','source':{'component':'k','host':'h'}}",
        "60s|Normal|R|pod/p||k, h|m|2m|1|e")]
    [TestCase("rbac.authorization.k8s.io/v1", "Role", "{'metadata':{'name':'r','creationTimestamp':'2024-01-01T00:00:00Z'}}", "r|2024-01-01T00:00:00Z")]
    [TestCase("rbac.authorization.k8s.io/v1", "RoleBinding", "{'metadata':{'name':'r'},'roleRef':{'kind':'Role','name':'x'},'subjects':[{'kind':'ServiceAccount','name':'s','namespace':'n'}]}", "r|Role/x|<unknown>|||n/s")]
    [TestCase("v1", "PersistentVolumeClaim", "{'metadata':{'name':'c'},'spec':{'volumeName':'v'},'status':{'phase':'Bound','capacity':{'storage':'1Gi'},'accessModes':['ReadWriteOnce']}}", "c|Bound|v|1Gi|RWO||<unset>|<unknown>|<unset>")]
    public void Every_kind_shows_the_columns_that_users_know(string version, string kind, string json, string expected) =>
        Assert.That(string.Join("|", Row(version, kind, json)).Replace("null", ""), Is.EqualTo(expected));

    [Test]
    public void Every_kind_makes_a_row_of_an_empty_object()
    {
        foreach (var kind in BuiltIn.Kinds)
        {
            var row = TableBuilder.Row(kind, new DocMap().Freeze(), new FixedTime());
            Assert.That(row.Count, Is.EqualTo(TableBuilder.ColumnDefinitions(kind).Count), kind.ToString());
        }
    }
}
