using LightKube.Api.Documents;
using LightKube.Api.Meta.V1;

namespace LightKube.Controllers.Garbage;

/// <summary>All objects by uid, and who depends on whom. Safe for any thread.</summary>
internal sealed class OwnerGraph
{
    /// <summary>Uids known to be gone that are remembered: enough for the dependents of one large owner, each of which would ask the API otherwise.</summary>
    private const int RememberedAbsent = 2000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Document> _byUid = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _dependents = new(StringComparer.Ordinal);
    private readonly HashSet<string> _absent = new(StringComparer.Ordinal);
    private readonly Queue<string> _absentByAge = new();

    public Document? Find(string uid)
    {
        lock (_lock)
            return _byUid.GetValueOrDefault(uid);
    }

    /// <summary>The objects that name this one as an owner.</summary>
    public IReadOnlyList<Document> DependentsOf(string uid)
    {
        lock (_lock)
        {
            return _dependents.TryGetValue(uid, out var dependents)
                ? [.. dependents.Select(dependent => _byUid.GetValueOrDefault(dependent)).OfType<Document>()]
                : [];
        }
    }

    public bool IsKnownAbsent(string uid)
    {
        lock (_lock)
            return _absent.Contains(uid);
    }

    public void NoteAbsent(string uid)
    {
        lock (_lock)
        {
            if (!_absent.Add(uid))
                return;
            _absentByAge.Enqueue(uid);
            if (_absentByAge.Count > RememberedAbsent)
                _absent.Remove(_absentByAge.Dequeue());
        }
    }

    public void Put(Document? old, Document current)
    {
        lock (_lock)
        {
            if (old is not null)
                Unlink_NeedsLock(old);
            _byUid[current.Uid] = current;
            foreach (var reference in current.Metadata.OwnerReferences)
            {
                if (!_dependents.TryGetValue(reference.Uid, out var dependents))
                    _dependents.Add(reference.Uid, dependents = new HashSet<string>(StringComparer.Ordinal));
                dependents.Add(current.Uid);
            }
        }
    }

    public void Remove(Document gone)
    {
        lock (_lock)
        {
            Unlink_NeedsLock(gone);
            _byUid.Remove(gone.Uid);
        }
        NoteAbsent(gone.Uid);
    }

    private void Unlink_NeedsLock(Document document)
    {
        foreach (var reference in document.Metadata.OwnerReferences)
        {
            if (_dependents.TryGetValue(reference.Uid, out var dependents) && dependents.Remove(document.Uid) && dependents.Count == 0)
                _dependents.Remove(reference.Uid);
        }
    }
}
