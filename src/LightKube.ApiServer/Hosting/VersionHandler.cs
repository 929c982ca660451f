using System.Runtime.InteropServices;
using LightKube.Api.Documents;
using LightKube.ApiServer.Http;

namespace LightKube.ApiServer.Hosting;

/// <summary><c>/version</c>: the Kubernetes version whose API is served, which is what clients compare with their own.</summary>
public sealed class VersionHandler(string build)
{
    public const string Major = "1";
    public const string Minor = "36";
    public const string Patch = "4";

    /// <summary>As Kubernetes writes it, with our own build behind the plus sign: <c>v1.36.4+lightkube.0.1.0</c>.</summary>
    public string GitVersion => GitVersionOf(build);

    /// <summary>The same for any part of that build.</summary>
    public static string GitVersionOf(string build) => $"v{Major}.{Minor}.{Patch}+lightkube.{build.Replace('+', '.')}";

    /// <summary>The commit behind a build's plus sign, or zeros where there was no repository; clients take it for hexadecimal digits.</summary>
    public static string GitCommitOf(string build) => build.IndexOf('+') is >= 0 and var plus ? build[(plus + 1)..] : new string('0', 40);

    public void Register(PathDispatcher paths)
    {
        var version = new DocMap();
        version.Set("major", Major);
        version.Set("minor", Minor);
        version.Set("emulationMajor", Major);
        version.Set("emulationMinor", Minor);
        version.Set("minCompatibilityMajor", Major);
        version.Set("minCompatibilityMinor", "35");
        version.Set("gitVersion", GitVersion);
        version.Set("gitCommit", GitCommitOf(build));
        version.Set("gitTreeState", "clean");
        version.Set("buildDate", "1970-01-01T00:00:00Z"); // Builds are reproducible: no clock goes into them.
        version.Set("goVersion", $"dotnet {Environment.Version}");
        version.Set("compiler", "nativeaot");
        version.Set("platform", $"linux/{(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "amd64")}");
        paths.Add("/version", (http, _, _) => ResponseWriter.WriteAsync(http, 200, version.Freeze(), ResponseFormat.Json));
    }
}
