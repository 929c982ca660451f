using LightKube.ApiServer.Registry;
using LightKube.Foundation.Metrics;

namespace LightKube.ApiServer.Metrics;

/// <summary>How many objects of each resource are stored.</summary>
public sealed class StoredObjectMetrics(ResourceCatalog catalog) : IMetricSource
{
    private const string Name = "apiserver_storage_objects";

    public void Write(MetricText text)
    {
        text.Begin(Name, "gauge", "Objects in the store, by resource.");
        var seen = new HashSet<string>();
        foreach (var resource in catalog.All)
        {
            if (seen.Add(resource.Stored.GroupResource))
            {
                text.Sample(Name, resource.Cache.Current.Entries.Count, ("resource", resource.Stored.GroupResource));
            }
        }
    }
}
