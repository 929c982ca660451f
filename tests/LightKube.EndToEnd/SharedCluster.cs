using LightKube.EndToEnd.Rig;

namespace LightKube.EndToEnd;

/// <summary>
/// The clusters that the tests share, each in a namespace of its own. They are made once, and have to go without a trace. Kinds come and go
/// on the extended one alone: whoever asks for all kinds at that moment is told of an error, and kubectl ends with it.
/// </summary>
[SetUpFixture]
internal sealed class SharedCluster
{
    private static MachineState _before = null!;

    internal static DevCluster Cluster { get; } = new("e2e");

    /// <summary>Where tests define kinds of their own.</summary>
    internal static DevCluster Extended { get; } = new("e2e-extended");

    /// <summary>What <c>dev up</c> told its user.</summary>
    internal static string UpOutput { get; private set; } = "";

    [OneTimeSetUp]
    public async Task Up()
    {
        foreach (var cluster in new[] { Cluster, Extended })
        {
            if (Directory.Exists($"/var/lib/lightkube-dev/{cluster.Name}"))
                await cluster.DownAsync(); // Left by a run that was killed.
        }

        _before = await MachineState.TakeAsync();
        UpOutput = (await Cluster.UpAsync()).Output;
        TestContext.Progress.WriteLine(UpOutput);
        await Extended.UpAsync("--no-sample");
        await Task.WhenAll(Cluster.ImportTestImagesAsync(), Extended.ImportTestImagesAsync());
    }

    [OneTimeTearDown]
    public async Task Down()
    {
        foreach (var cluster in new[] { Extended, Cluster })
        {
            await cluster.DownAsync();
            MachineState.AssertNothingIsLeftOf(cluster.Name);
        }

        (await MachineState.TakeAsync()).AssertSameAs(_before);
    }
}
