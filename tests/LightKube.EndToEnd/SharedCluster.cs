using LightKube.EndToEnd.Rig;

namespace LightKube.EndToEnd;

/// <summary>The cluster that the tests share, each in a namespace of its own. It is made once, and has to go without a trace.</summary>
[SetUpFixture]
internal sealed class SharedCluster
{
    private static MachineState _before = null!;

    internal static DevCluster Cluster { get; } = new("e2e");

    /// <summary>What <c>dev up</c> told its user.</summary>
    internal static string UpOutput { get; private set; } = "";

    [OneTimeSetUp]
    public async Task Up()
    {
        if (Directory.Exists("/var/lib/lightkube-dev/e2e"))
            await Cluster.DownAsync(); // Left by a run that was killed.
        _before = await MachineState.TakeAsync();
        UpOutput = (await Cluster.UpAsync()).Output;
        TestContext.Progress.WriteLine(UpOutput);
        await Cluster.ImportTestImagesAsync();
    }

    [OneTimeTearDown]
    public async Task Down()
    {
        await Cluster.DownAsync();
        MachineState.AssertNothingIsLeftOf(Cluster.Name);
        (await MachineState.TakeAsync()).AssertSameAs(_before);
    }
}
