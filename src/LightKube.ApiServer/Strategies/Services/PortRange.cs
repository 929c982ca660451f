using LightKube.Api.Views;

namespace LightKube.ApiServer.Strategies.Services;

/// <summary>The node ports and which service has which. One service may use a port for several protocols.</summary>
internal sealed class PortRange(int first, int last, Random random)
{
    /// <summary>Kept for those that ask for a certain port, as long as there are others (upstream's KEP-3668).</summary>
    private const int Reserved = 86;

    private readonly Dictionary<int, ObjectKey> _owners = [];

    public override string ToString() => $"{first}-{last}";

    public Taken Claim(int port, ObjectKey owner) =>
        port < first || port > last ? Taken.OutOfRange
        : _owners.TryAdd(port, owner) || _owners[port] == owner ? Taken.No : Taken.ByAnother;

    /// <summary>A free port; null when there is none.</summary>
    public int? Allocate(ObjectKey owner)
    {
        var from = last - first > 2 * Reserved ? first + Reserved : first;
        var port = Find(from, last + 1) ?? Find(first, from);
        if (port is { } found)
        {
            _owners[found] = owner;
        }

        return port;
    }

    public void Release(int port, ObjectKey owner)
    {
        if (_owners.TryGetValue(port, out var holder) && holder == owner)
        {
            _owners.Remove(port);
        }
    }

    private int? Find(int from, int to)
    {
        if (from >= to)
        {
            return null;
        }

        var start = random.Next(from, to);
        for (var i = 0; i < to - from; i++)
        {
            var port = from + ((start - from + i) % (to - from));
            if (!_owners.ContainsKey(port))
            {
                return port;
            }
        }

        return null;
    }
}
