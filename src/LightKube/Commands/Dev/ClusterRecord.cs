using System.Buffers;
using System.Globalization;
using System.Text.Json;
using LightKube.Foundation.Files;

namespace LightKube.Commands.Dev;

/// <summary>What a cluster was made with. What runs of it is in the pid files.</summary>
/// <param name="Subnet">The third byte of its addresses: nodes are at 10.99.SUBNET.x.</param>
/// <param name="ApiPort">Where the machine's own programs reach the API, on 127.0.0.1.</param>
/// <param name="DataDirectory">The parent of the nodes' folders.</param>
/// <param name="Nodes">The nodes' names; the first is the server.</param>
internal sealed record ClusterRecord(int Subnet, int ApiPort, string DataDirectory, IReadOnlyList<string> Nodes)
{
    // 10.99.SUBNET.1 is the segment itself; nodes follow from here.
    private const int FirstNode = 11;

    /// <summary>The address of the segment's own end, which every node takes for its router.</summary>
    internal string Gateway => Address(1);

    internal string Address(string node) => Address(FirstNode + Nodes.ToList().IndexOf(node));

    /// <exception cref="CommandFailedException">There is no such cluster, or its record cannot be read.</exception>
    internal static ClusterRecord Load(ClusterDirectory directory)
    {
        if (!File.Exists(directory.RecordFile))
            throw new CommandFailedException($"There is no cluster '{directory.Name}'. 'lightkube dev list' shows those that there are.");
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(directory.RecordFile));
            var record = json.RootElement;
            return new ClusterRecord(
                record.GetProperty("subnet").GetInt32(),
                record.GetProperty("apiPort").GetInt32(),
                record.GetProperty("dataDirectory").GetString()!,
                [.. record.GetProperty("nodes").EnumerateArray().Select(node => node.GetString()!)]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new CommandFailedException(
                $"{directory.RecordFile} cannot be read: {e.Message} 'lightkube dev down --name {directory.Name}' removes the cluster.", e);
        }
    }

    internal void Save(ClusterDirectory directory)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("subnet", Subnet);
            json.WriteNumber("apiPort", ApiPort);
            json.WriteString("dataDirectory", DataDirectory);
            json.WriteStartArray("nodes");
            foreach (var node in Nodes)
                json.WriteStringValue(node);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        AtomicFile.Write(directory.RecordFile, buffer.WrittenSpan, AtomicFile.Public);
    }

    private string Address(int host) => string.Create(CultureInfo.InvariantCulture, $"10.99.{Subnet}.{host}");
}
