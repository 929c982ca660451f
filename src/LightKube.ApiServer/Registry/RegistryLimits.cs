namespace LightKube.ApiServer.Registry;

/// <summary>Bounds of the registry, with their reasons.</summary>
public static class RegistryLimits
{
    /// <summary>An encoded object. What etcd takes in one request, and so what users of Kubernetes know.</summary>
    public const int MaxObjectBytes = 1_572_864;

    /// <summary>Tries of a read-modify-write that keeps losing races; the client is told to try again after that.</summary>
    public const int MaxConflictRetries = 5;

    /// <summary>Tries to find a free generated name; upstream's number.</summary>
    public const int MaxNameTries = 8;

    /// <summary>Seconds of grace: longer than anything lives, and a time so far ahead can still be written.</summary>
    public const long MaxGracePeriodSeconds = int.MaxValue;

    /// <summary>Deletions under way at once for one deletecollection, so that it shares commits without taking the whole queue.</summary>
    public const int DeleteCollectionWorkers = 16;

    /// <summary>Snapshots kept for clients that page.</summary>
    public const int MaxPagingSnapshots = 64;

    /// <summary>How long a continue token is good without the store's history.</summary>
    public static readonly TimeSpan PagingSnapshotAge = TimeSpan.FromMinutes(5);
}
