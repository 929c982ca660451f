using System.Buffers;

namespace LightKube.Kubelet.Logs;

/// <summary>Finds where the last lines of a file begin, reading from its end.</summary>
internal static class LogTail
{
    private const int BlockBytes = 16 * 1024;

    internal static long OffsetOfLastLines(Stream file, long lines)
    {
        if (lines <= 0)
            return file.Length;
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            // The end of the last line does not begin another.
            var found = 0L;
            for (var end = file.Length; end > 0;)
            {
                var start = Math.Max(0, end - BlockBytes);
                file.Position = start;
                var length = (int)(end - start);
                file.ReadExactly(block, 0, length);
                for (var i = length - 1; i >= 0; i--)
                {
                    if (block[i] == (byte)'\n' && start + i != file.Length - 1 && ++found == lines)
                        return start + i + 1;
                }
                end = start;
            }
            return 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
