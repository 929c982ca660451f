using System.Collections.Frozen;
using LightKube.Api.Documents;

namespace LightKube.Api.Tables;

/// <summary>The computed cells that the columns of schema files name.</summary>
internal static class CellRegistry
{
    private static readonly FrozenDictionary<string, Func<DocMap, DateTimeOffset, Value>> Cells = new IEnumerable<(string, Func<DocMap, DateTimeOffset, Value>)>[]
    {
        CommonCells.All, PodCells.All, NodeCells.All, WorkloadCells.All, JobCells.All, ServiceCells.All, IngressCells.All, EndpointCells.All,
        StorageCells.All, EventCells.All, AutoscalerCells.All, AccessCells.All, PolicyCells.All, AdmissionCells.All,
    }.SelectMany(group => group).ToFrozenDictionary(cell => cell.Item1, cell => cell.Item2, StringComparer.Ordinal);

    /// <exception cref="FormatException">A schema file names a cell that is not there.</exception>
    public static Func<DocMap, DateTimeOffset, Value> Find(string name) =>
        Cells.GetValueOrDefault(name) ?? throw new FormatException($"there is no table cell '{name}'");
}
