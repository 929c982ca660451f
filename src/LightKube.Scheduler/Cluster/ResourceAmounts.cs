using LightKube.Api.Quantities;
using LightKube.Api.Views;

namespace LightKube.Scheduler.Cluster;

/// <summary>How much of each resource: CPU in thousandths of a core, memory and storage in bytes, all others in whole units.</summary>
internal sealed class ResourceAmounts
{
    private const string Cpu = "cpu";
    private const string MemoryName = "memory";
    private const string EphemeralStorageName = "ephemeral-storage";
    private const string PodsName = "pods";
    private static readonly Dictionary<string, long> None = [];

    private Dictionary<string, long>? _others;

    public long MilliCpu { get; set; }

    public long Memory { get; set; }

    public long EphemeralStorage { get; set; }

    /// <summary>How many pods; only a node's allocatable has it.</summary>
    public long Pods { get; set; }

    /// <summary>Huge pages and extended resources.</summary>
    public IReadOnlyDictionary<string, long> Others => _others ?? None;

    /// <summary>Reads a map such as <c>resources.requests</c>; what is no quantity counts as nothing.</summary>
    public static ResourceAmounts Of(QuantityMap quantities)
    {
        var amounts = new ResourceAmounts();
        if (quantities.Count == 0)
            return amounts;
        foreach (var (name, text) in quantities)
        {
            if (Quantity.TryParse(text, out var quantity))
                amounts.Set(name, quantity);
        }
        return amounts;
    }

    public ResourceAmounts Copy()
    {
        var copy = new ResourceAmounts();
        copy.Add(this);
        return copy;
    }

    public void Add(ResourceAmounts more) => Add(more, 1);

    public void Subtract(ResourceAmounts less) => Add(less, -1);

    /// <summary>Of each resource the larger amount.</summary>
    public void RaiseTo(ResourceAmounts other)
    {
        MilliCpu = Math.Max(MilliCpu, other.MilliCpu);
        Memory = Math.Max(Memory, other.Memory);
        EphemeralStorage = Math.Max(EphemeralStorage, other.EphemeralStorage);
        if (other._others is null)
            return;
        foreach (var (name, amount) in other.Others)
            SetOther(name, Math.Max(Others.GetValueOrDefault(name), amount));
    }

    /// <summary>Takes over CPU, memory and huge pages where they are given: the rule of requests of a whole pod.</summary>
    public void Override(QuantityMap podLevel)
    {
        if (podLevel.Count == 0)
            return;
        foreach (var (name, text) in podLevel)
        {
            if ((name is Cpu or MemoryName || name.StartsWith("hugepages-", StringComparison.Ordinal)) && Quantity.TryParse(text, out var quantity))
                Set(name, quantity);
        }
    }

    public bool ContentEquals(ResourceAmounts other) =>
        (MilliCpu, Memory, EphemeralStorage, Pods) == (other.MilliCpu, other.Memory, other.EphemeralStorage, other.Pods)
        && Others.Count == other.Others.Count
        && Others.All(pair => other.Others.TryGetValue(pair.Key, out var amount) && amount == pair.Value);

    private void Add(ResourceAmounts change, int sign)
    {
        MilliCpu += sign * change.MilliCpu;
        Memory += sign * change.Memory;
        EphemeralStorage += sign * change.EphemeralStorage;
        Pods += sign * change.Pods;
        if (change._others is null)
            return;
        foreach (var (name, amount) in change.Others)
            SetOther(name, Others.GetValueOrDefault(name) + (sign * amount));
    }

    private void Set(string name, Quantity quantity)
    {
        switch (name)
        {
            case Cpu:
                MilliCpu = quantity.Milli;
                break;
            case MemoryName:
                Memory = quantity.Units;
                break;
            case EphemeralStorageName:
                EphemeralStorage = quantity.Units;
                break;
            case PodsName:
                Pods = quantity.Units;
                break;
            default:
                SetOther(name, quantity.Units);
                break;
        }
    }

    private void SetOther(string name, long amount) => (_others ??= new Dictionary<string, long>(StringComparer.Ordinal))[name] = amount;
}
