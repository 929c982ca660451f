using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Http;
using Microsoft.AspNetCore.Http;

namespace LightKube.ApiServer.Audit;

/// <summary>Writes down what is asked of the API. There is none when nothing is to be written, and then it costs nothing.</summary>
/// <param name="policy">What.</param>
/// <param name="backends">Where to.</param>
/// <param name="kindOf">The kind that a request is about, for bodies that do not say; null for none.</param>
/// <param name="metrics">Hears how much.</param>
/// <param name="time">The clock.</param>
internal sealed class Auditor(AuditPolicy policy, IReadOnlyList<IAuditBackend> backends, Func<RequestInfo, KindSchema?> kindOf, AuditMetrics metrics, TimeProvider time) : IAsyncDisposable
{
    private static readonly UserInfo Nobody = new("");

    /// <summary>Begins to write a request down; null when the policy wants nothing of it.</summary>
    /// <param name="http">The request.</param>
    /// <param name="info">What it asks.</param>
    /// <param name="user">Who asks; null when that could not be found out.</param>
    public AuditRecord? Begin(HttpContext http, RequestInfo info, UserInfo? user)
    {
        var decision = policy.Decide(user ?? Nobody, info);
        metrics.Requested(decision.Level);
        if (decision.Level == AuditLevel.None)
        {
            return null;
        }

        var record = new AuditRecord(Write, http, info, user ?? Nobody, kindOf(info), decision, time);
        http.Features.Set(record);
        return record;
    }

    /// <summary>What is written of a request; null when nothing is.</summary>
    public static AuditRecord? Of(HttpContext http) => http.Features.Get<AuditRecord>();

    public async ValueTask DisposeAsync()
    {
        foreach (var backend in backends)
        {
            await backend.DisposeAsync();
        }
    }

    private void Write(DocMap @event)
    {
        metrics.Written();
        foreach (var backend in backends)
        {
            backend.Write(@event);
        }
    }
}
