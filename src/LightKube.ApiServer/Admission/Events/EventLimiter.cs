using LightKube.Api.Documents;

namespace LightKube.ApiServer.Admission.Events;

/// <summary>Counts events by one limit.</summary>
internal sealed class EventLimiter(EventLimit limit, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, TokenBucket Bucket)>> _buckets = new(StringComparer.Ordinal);

    // Whoever was seen last stands first.
    private readonly LinkedList<(string Key, TokenBucket Bucket)> _order = new();

    /// <returns>Why the event is too many; null when it is not.</returns>
    public string? Refuse(AdmissionRequest request)
    {
        var key = KeyOf(request);
        return BucketOf(key).TryTake() ? null : $"limit reached on type {limit.Type} for key {key}";
    }

    private TokenBucket BucketOf(string key)
    {
        lock (_gate)
        {
            if (_buckets.TryGetValue(key, out var node))
            {
                _order.Remove(node);
                _order.AddFirst(node);
                return node.Value.Bucket;
            }

            if (_buckets.Count >= limit.CacheSize)
            {
                _buckets.Remove(_order.Last!.Value.Key);
                _order.RemoveLast();
            }

            var bucket = new TokenBucket(limit.Rate, limit.Burst, time);
            _buckets[key] = _order.AddFirst((key, bucket));
            return bucket;
        }
    }

    private string KeyOf(AdmissionRequest request) => limit.Type switch
    {
        EventLimitType.Namespace => request.Namespace,
        EventLimitType.User => request.User.Name,
        EventLimitType.SourceAndObject => SourceAndObject(request.Object!.Root),
        _ => "",
    };

    // The two kinds of events name the same things differently.
    private static string SourceAndObject(DocMap @event)
    {
        var source = @event.GetMap("source") ?? @event.GetMap("deprecatedSource");
        var about = @event.GetMap("involvedObject") ?? @event.GetMap("regarding");
        return string.Join("/", Field(source, "component"), Field(source, "host"), Field(about, "kind"), Field(about, "namespace"), Field(about, "name"), Field(about, "uid"), Field(about, "apiVersion"));
    }

    private static string Field(DocMap? map, string name) => map?.GetString(name) ?? "";
}
