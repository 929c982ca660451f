using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using LightKube.Foundation.Files;
using Microsoft.Extensions.Logging;

namespace LightKube.Kubelet.Runtime.Containerd;

/// <summary>Imports image archives into containerd, each once: the ones that were imported before are remembered by size and time.</summary>
internal sealed partial class ImageImporter(string ctr, string socket, string memoryDirectory, ILogger log)
{
    /// <exception cref="InvalidOperationException">containerd refuses an archive; the message holds its words.</exception>
    internal async Task ImportAsync(IEnumerable<string> archives, CancellationToken cancel)
    {
        Directory.CreateDirectory(memoryDirectory);
        foreach (var archive in archives)
        {
            var file = new FileInfo(archive);
            var stamp = $"{file.Length} {file.LastWriteTimeUtc.Ticks}";
            var memory = Path.Combine(memoryDirectory, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file.FullName))));
            if (File.Exists(memory) && await File.ReadAllTextAsync(memory, cancel) == stamp)
                continue;
            await RunAsync(file.FullName, cancel);
            AtomicFile.Write(memory, stamp, AtomicFile.Public);
            LogImported(log, file.FullName);
        }
    }

    private async Task RunAsync(string archive, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(ctr, ["--address", socket, "--namespace", "k8s.io", "images", "import", archive])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var errors = await process.StandardError.ReadToEndAsync(cancel);
        await output;
        await process.WaitForExitAsync(cancel);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"The image archive {archive} cannot be imported: {errors.Trim()}");
    }

    [LoggerMessage(LogLevel.Information, "Imported the images of {Archive}")]
    private static partial void LogImported(ILogger log, string archive);
}
