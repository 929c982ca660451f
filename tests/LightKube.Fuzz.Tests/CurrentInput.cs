namespace LightKube.Fuzz;

/// <summary>Keeps the input that is tried in a file, which is left when the process dies of it: no code of ours sees a stack that overflows.</summary>
internal sealed class CurrentInput : IDisposable
{
    private readonly FileStream _file;

    public CurrentInput(string folder) =>
        _file = new FileStream(Path.Combine(Directory.CreateDirectory(folder).FullName, $"died-{Environment.ProcessId}"), FileMode.Create, FileAccess.Write, FileShare.Read, 0, FileOptions.DeleteOnClose);

    public void Set(byte[] input)
    {
        _file.SetLength(0);
        _file.Position = 0;
        _file.Write(input);
    }

    public void Dispose() => _file.Dispose();
}
