using LightKube.Fuzz.Targets;

namespace LightKube.Fuzz;

/// <summary>Whatever reads what strangers send is tried with much that they might: nothing fails but in its own words, and nothing takes long.</summary>
[Parallelizable(ParallelScope.None)]
public sealed class FuzzTests
{
    private static IReadOnlyList<FuzzTarget> All { get; } =
        [.. DecoderTargets.All, .. PatchTargets.All, .. TextTargets.All, .. CelTargets.All, SchemaTarget.Target];

    internal static int Targets => All.Count;

    private static IEnumerable<TestCaseData> Names() => All.Select(target => new TestCaseData(target.Name).SetArgDisplayNames(target.Name));

    [TestCaseSource(nameof(Names))]
    public void Nothing_is_found(string name)
    {
        var run = new FuzzRun(All.Single(target => target.Name == name), FuzzTime.Seed);

        run.Run(FuzzTime.PerTarget(All.Count + HttpFuzzTests.Share));

        TestContext.Out.WriteLine($"{name}: {run.Tried} inputs, {run.Outcomes} outcomes, slowest {run.Slowest.TotalMilliseconds:F0} ms");
        Assert.That(run.Findings, Is.Empty);
    }

    /// <summary>For a finding: <c>LIGHTKUBE_FUZZ_INPUT=FILE dotnet test --filter Replay</c>; the file's folder names the target.</summary>
    [Test]
    public void Replay()
    {
        if (Environment.GetEnvironmentVariable("LIGHTKUBE_FUZZ_INPUT") is not { Length: > 0 } file)
        {
            Assert.Ignore("LIGHTKUBE_FUZZ_INPUT names no file");
            return;
        }

        var target = All.Single(target => target.Name == Path.GetFileName(Path.GetDirectoryName(file)));
        TestContext.Out.WriteLine(target.Try(File.ReadAllBytes(file)));
    }
}
