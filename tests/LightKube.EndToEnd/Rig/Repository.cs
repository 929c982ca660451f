namespace LightKube.EndToEnd.Rig;

/// <summary>Where build.sh leaves what the tests drive.</summary>
internal static class Repository
{
    internal static string Root { get; } = FindRoot(TestContext.CurrentContext.TestDirectory);

    /// <summary>The executable under test.</summary>
    internal static string Executable { get; } =
        Environment.GetEnvironmentVariable("EXECUTABLE_UNDER_TEST") ?? Path.Combine(Root, "dist", "lightkube");

    /// <summary>A stock kubectl of a version that <c>packaging/kubectl.sh</c> fetched.</summary>
    internal static string Kubectl(string version) => Tool($"kubectl-{version}");

    /// <summary>Something that <c>packaging/clients.sh</c> or <c>packaging/kubectl.sh</c> fetched.</summary>
    internal static string Tool(string name) => Path.Combine(Root, "artifacts", "tools", name);

    /// <summary>An image archive that the build made for tests.</summary>
    internal static string TestImage(string file) => Path.Combine(Root, "artifacts", "bundle", "archives", "tests", file);

    /// <summary>The image archive of the sample, which the executable carries too.</summary>
    internal static string SampleImage { get; } = Path.Combine(Root, "artifacts", "bundle", "archives", "samples", "hello.tar");

    private static string FindRoot(string directory) =>
        File.Exists(Path.Combine(directory, "LightKube.sln")) ? directory : FindRoot(Path.GetDirectoryName(directory)
            ?? throw new InvalidOperationException("The tests do not lie in a LightKube repository."));
}
