using LightKube.Api.Documents;

namespace LightKube.ApiServer.Audit;

/// <summary>Takes what is written down. Called by many requests at once.</summary>
public interface IAuditBackend : IAsyncDisposable
{
    /// <param name="event">An Event of audit.k8s.io/v1; frozen.</param>
    void Write(DocMap @event);
}
