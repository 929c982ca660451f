using LightKube.EndToEnd.Rig;

[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(4)]
[assembly: FixtureLifeCycle(LifeCycle.SingleInstance)]

namespace LightKube.EndToEnd;

/// <summary>
/// A fixture whose tests run with each stock kubectl, in a namespace of the fixture's own on the shared cluster.
/// </summary>
[TestFixture("1.20")]
[TestFixture("1.32")]
[TestFixture("1.36")]
internal abstract class KubectlFixture(string version)
{
    private readonly string _namespace = $"e2e-{Guid.NewGuid():N}"[..12];

    protected virtual DevCluster Cluster => SharedCluster.Cluster;

    protected Kubectl Kubectl => Cluster.Kubectl(version, _namespace);

    protected bool IsOldKubectl => version == "1.20";

    [OneTimeSetUp]
    public Task CreateNamespace() => Cluster.Kubectl(version).RunAsync("create", "namespace", _namespace);

    [OneTimeTearDown]
    public Task DeleteNamespace() => Cluster.Kubectl(version).RunAsync("delete", "namespace", _namespace, "--timeout=90s");
}
