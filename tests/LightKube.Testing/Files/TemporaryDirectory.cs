namespace LightKube.Testing.Files;

/// <summary>A directory of a test's own, removed with all it holds. Its path is short, since a Unix socket's may have 107 bytes.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("lkt").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);

    public string File(string name) => System.IO.Path.Combine(Path, name);
}
