namespace LightKube.Kubelet.Tests.Rigs;

internal sealed class TemporaryDirectory : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("lkt").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
