using System.Diagnostics;

namespace LightKube.Foundation.Metrics;

/// <summary>What the process takes: the names that Prometheus' own clients use, and the managed heap.</summary>
public sealed class ProcessMetrics : IMetricSource
{
    public void Write(MetricText text)
    {
        using var self = Process.GetCurrentProcess();
        Gauge("process_resident_memory_bytes", "Resident memory in bytes.", self.WorkingSet64);
        Gauge("process_virtual_memory_bytes", "Virtual memory in bytes.", self.VirtualMemorySize64);
        Gauge("process_start_time_seconds", "Start of the process, in seconds since 1970.", new DateTimeOffset(self.StartTime).ToUnixTimeMilliseconds() / 1000.0);
        Gauge("process_open_fds", "Open file descriptors.", OpenDescriptors());
        Counter("process_cpu_seconds_total", "Processor time, user and system, in seconds.", self.TotalProcessorTime.TotalSeconds);
        Counter("dotnet_total_allocated_bytes", "Bytes allocated on the managed heap since the start.", GC.GetTotalAllocatedBytes());
        Gauge("dotnet_heap_bytes", "Bytes of the managed heap that are in use.", GC.GetTotalMemory(forceFullCollection: false));
        text.Begin("dotnet_collection_count_total", "counter", "Garbage collections by generation.");
        for (var generation = 0; generation <= GC.MaxGeneration; generation++)
        {
            text.Sample("dotnet_collection_count_total", GC.CollectionCount(generation), ("generation", generation.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }

        void Gauge(string name, string help, double value) => text.Begin(name, "gauge", help).Sample(name, value);
        void Counter(string name, string help, double value) => text.Begin(name, "counter", help).Sample(name, value);
    }

    private static int OpenDescriptors() => Directory.GetFileSystemEntries("/proc/self/fd").Length;
}
