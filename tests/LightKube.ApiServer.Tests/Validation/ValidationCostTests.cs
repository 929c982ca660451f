using LightKube.ApiServer.Registry;
using LightKube.ApiServer.Strategies;

namespace LightKube.ApiServer.Tests.Validation;

/// <summary>Every write pays for validation; a valid object leaves little garbage.</summary>
public sealed class ValidationCostTests
{
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
        ["Lease"] = new($$$"""{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{{{{ValidationRig.Stored("x")}}}},"spec":{"leaseDurationSeconds":10,"holderIdentity":"me"}}"""),
    };

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
}
