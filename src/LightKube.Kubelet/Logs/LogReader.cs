using System.Buffers;
using System.IO.Pipelines;
using LightKube.Kubelet.NodeApi;

namespace LightKube.Kubelet.Logs;

/// <summary>Copies a container's log, over its rotations, to someone who reads it.</summary>
/// <param name="path">The current file; may be missing when the container wrote nothing yet.</param>
/// <param name="query">What of it is wanted.</param>
/// <param name="runs">Whether the container still runs: if not, its log is complete.</param>
internal sealed class LogReader(string path, LogQuery query, Func<Task<bool>> runs, TimeProvider time)
{
    private const int BlockBytes = 32 * 1024;
    private const int MaxLineBytes = 64 * 1024; // the runtime cuts lines at 16 KiB

    // Between two looks at a file that has not grown; a change notification ends the wait early.
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private long _left = query.LimitBytes ?? long.MaxValue;

    internal async Task CopyToAsync(PipeWriter output, CancellationToken cancel)
    {
        using var changes = query.Follow ? new LogChanges(path) : null;
        foreach (var rotated in FilesBefore())
        {
            await using var old = Open(rotated);
            await CopyFileAsync(old, output, cancel);
        }
        var file = File.Exists(path) ? Open(path) : null;
        try
        {
            if (file is not null && query.TailLines is { } lines)
                file.Position = LogTail.OffsetOfLastLines(file, lines);
            while (_left > 0)
            {
                // Asked before reading: what was written until then is in the file.
                var stillRuns = query.Follow && await runs();
                if (file is not null)
                    await CopyFileAsync(file, output, cancel);
                await output.FlushAsync(cancel);
                if (IsReplaced(file))
                {
                    if (file is not null)
                        await file.DisposeAsync();
                    file = Open(path);
                    continue;
                }
                if (!stillRuns)
                    return;
                await changes!.WaitAsync(LookInterval, time, cancel);
            }
        }
        finally
        {
            if (file is not null)
                await file.DisposeAsync();
        }
    }

    // Only who wants the whole log, or all since a time, reads what was rotated away.
    private IEnumerable<string> FilesBefore() => query.TailLines is null ? LogRotator.RotatedFiles(path) : [];

    private static FileStream Open(string file) =>
        new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous);

    /// <summary>Whether the path now is another file: rotated, or made only now.</summary>
    private bool IsReplaced(FileStream? file)
    {
        if (!File.Exists(path))
            return false;
        return file is null || new FileInfo(path).Length < file.Position;
    }

    private async Task CopyFileAsync(FileStream file, PipeWriter output, CancellationToken cancel)
    {
        var block = new byte[BlockBytes];
        var start = 0;
        int read;
        while (_left > 0 && (read = await file.ReadAsync(block.AsMemory(start), cancel)) > 0)
        {
            var filled = start + read;
            var end = block.AsSpan(0, filled).LastIndexOf((byte)'\n') + 1;
            foreach (var line in LogLine.ParseAll(block.AsMemory(0, end)))
                Write(output, line);
            await output.FlushAsync(cancel);

            start = filled - end;
            block.AsSpan(end, start).CopyTo(block);
            if (start == block.Length && block.Length < MaxLineBytes)
                Array.Resize(ref block, block.Length * 2);
            else if (start == block.Length)
                start = 0; // no log of a container has such a line
        }
        // The beginning of a line whose end is not written yet is read again.
        file.Position -= start;
    }

    private void Write(PipeWriter output, LogLine line)
    {
        if ((query.Stream == "Stdout" && line.IsStderr) || (query.Stream == "Stderr" && !line.IsStderr))
            return;
        if (query.Since is { } since && line.Time < since)
            return;
        if (query.Timestamps)
        {
            Put(output, line.Timestamp.Span);
            Put(output, " "u8);
        }
        Put(output, line.Content.Span);
        if (!line.IsPartial)
            Put(output, "\n"u8);
    }

    private void Put(PipeWriter output, ReadOnlySpan<byte> bytes)
    {
        var length = (int)Math.Min(bytes.Length, _left);
        output.Write(bytes[..length]);
        _left -= length;
    }
}
