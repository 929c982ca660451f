namespace LightKube.Tests;

/// <summary>The repository in which the tests were built.</summary>
internal static class Repository
{
    internal static string Root { get; } = FindRoot();

    /// <summary>The full path of what stands at a path relative to the root.</summary>
    internal static string PathOf(string relative) => Path.Combine(Root, relative);

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "LightKube.sln")))
            directory = directory.Parent ?? throw new AssertionException("LightKube.sln is in none of the directories above the tests.");
        return directory.FullName;
    }
}
