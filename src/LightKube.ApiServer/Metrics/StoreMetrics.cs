using LightKube.Foundation.Metrics;
using LightKube.Store;

namespace LightKube.ApiServer.Metrics;

/// <summary>What the store holds and how it keeps up. Writes divided by commits is how many share one flush of the disk.</summary>
public sealed class StoreMetrics(IStore store) : IMetricSource
{
    public void Write(MetricText text)
    {
        var now = store.Statistics;
        One(text, "apiserver_storage_size_bytes", "gauge", "Bytes of the database's file.", now.DatabaseBytes);
        One(text, "lightkube_store_log_bytes", "gauge", "Bytes of the write-ahead log's file.", now.WalBytes);
        One(text, "lightkube_store_queued_writes", "gauge", "Writes that wait for the writer.", now.Queued);
        One(text, "lightkube_store_watchers", "gauge", "Watchers of the store.", now.Watchers);
        One(text, "lightkube_store_slow_watchers_total", "counter", "Watchers that were cut off because they did not keep up.", now.SlowWatchersDropped);
        One(text, "lightkube_store_writes_total", "counter", "Writes committed.", now.Writes);
        One(text, "lightkube_store_conflicts_total", "counter", "Writes refused because the object had changed.", now.Conflicts);
        One(text, "lightkube_store_commits_total", "counter", "Commits: batches of writes that were flushed together.", now.Commits);
        One(text, "lightkube_store_failed_commits_total", "counter", "Commits that the disk refused.", now.FailedCommits);
        One(text, "lightkube_store_commit_seconds_total", "counter", "Time spent in committing.", now.CommitTime.TotalSeconds);
    }

    private static void One(MetricText text, string name, string type, string help, double value)
    {
        text.Begin(name, type, help);
        text.Sample(name, value);
    }
}
