using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;

namespace LightKube.Foundation.Bundle;

/// <summary>
/// Unpacks a bundle beside its place, file by file against its hash, and moves the finished folder there in one step. The marker is the last
/// file written, so a folder with a marker is whole.
/// </summary>
internal sealed class BundleUnpacker(ExecutableBundle bundle, string parent)
{
    internal const string Marker = ".complete";

    // Large enough to keep decompression and hashing busy, small enough to stay out of the large-object heap.
    private const int ChunkSize = 64 * 1024;

    private readonly string _target = Path.Combine(parent, bundle.Hash);

    internal UnpackedBundle Unpack(CancellationToken cancel)
    {
        if (IsComplete(_target))
            return new UnpackedBundle(_target);
        Directory.CreateDirectory(parent);
        var staging = Path.Combine(parent, $".unpacking-{Guid.NewGuid():N}");
        try
        {
            UnpackInto(staging, cancel);
            MoveIntoPlace(staging);
        }
        finally
        {
            if (Directory.Exists(staging))
                Directory.Delete(staging, recursive: true);
        }
        return new UnpackedBundle(_target);
    }

    private bool IsComplete(string folder) =>
        File.Exists(Path.Combine(folder, Marker))
        && bundle.Files.All(file => new FileInfo(Path.Combine(folder, file.Path)) is { Exists: true } found && found.Length == file.Size);

    private void UnpackInto(string folder, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        using var executable = File.OpenRead(bundle.Executable);
        executable.Position = bundle.StreamOffset;
        using var content = new BrotliStream(executable, CompressionMode.Decompress);
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            foreach (var file in bundle.Files)
                WriteFile(content, file, Path.Combine(folder, file.Path), chunk, cancel);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException) // What BrotliStream says of bytes that it cannot read.
        {
            throw new BundleException(bundle.Executable, e.Message.TrimEnd('.'));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
        WriteMarker(folder);
    }

    private void WriteFile(BrotliStream content, BundleFile file, string path, byte[] chunk, CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var output = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var left = file.Size; left > 0;)
        {
            cancel.ThrowIfCancellationRequested();
            var read = content.Read(chunk, 0, (int)Math.Min(left, ChunkSize));
            if (read == 0)
                throw new BundleException(bundle.Executable, $"it ends within {file.Path}");
            hash.AppendData(chunk, 0, read);
            output.Write(chunk, 0, read);
            left -= read;
        }
        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != file.Sha256)
            throw new BundleException(bundle.Executable, $"{file.Path} does not have its hash");
        File.SetUnixFileMode(output.SafeFileHandle, file.Mode);
        output.Flush(flushToDisk: true);
    }

    private static void WriteMarker(string folder)
    {
        using var marker = new FileStream(Path.Combine(folder, Marker), FileMode.CreateNew, FileAccess.Write);
        marker.Flush(flushToDisk: true);
    }

    private void MoveIntoPlace(string staging)
    {
        // What is there is not whole: files were lost or cut short since it was unpacked.
        if (Directory.Exists(_target) && !IsComplete(_target))
            Directory.Move(_target, Path.Combine(staging, ".damaged"));
        try
        {
            Directory.Move(staging, _target);
        }
        catch (IOException) when (IsComplete(_target))
        {
            // Another process was quicker; its result is the same as ours.
        }
        if (Directory.Exists(Path.Combine(_target, ".damaged")))
            Directory.Delete(Path.Combine(_target, ".damaged"), recursive: true);
    }
}
