using System.Globalization;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Admission.Webhooks;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Authorization;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.Tokens;
using Microsoft.AspNetCore.Http;

namespace LightKube.ApiServer.Audit;

/// <summary>What is written down of one request, stage by stage.</summary>
internal sealed class AuditRecord
{
    /// <summary>Larger bodies are not written down.</summary>
    private const int MaxBodyBytes = HttpLimits.MaxBodyBytes;

    /// <summary>A longer name of the client's own for the request is cut; Kubernetes' number.</summary>
    private const int MaxIdLength = 64;

    /// <summary>Of the client's name for itself, so much is written down; Kubernetes' number.</summary>
    private const int MaxAgentLength = 1024;

    private readonly Action<DocMap> _write;
    private readonly HttpContext _http;
    private readonly RequestInfo _info;
    private readonly AuditPolicy.Decision _decision;
    private readonly TimeProvider _time;
    private readonly DocMap _event = new();
    private readonly DocMap _annotations = new();
    private readonly KindSchema? _kind;
    private CapturedStream? _answer;
    private ApiException? _error;
    private bool _panicked;

    public AuditRecord(
        Action<DocMap> write, HttpContext http, RequestInfo info, UserInfo user, KindSchema? kind, AuditPolicy.Decision decision, TimeProvider time)
    {
        (_write, _http, _info, _kind, _decision, _time) = (write, http, info, kind, decision, time);
        var id = IdOf(http);

        // An error clears what was set of the answer until then.
        http.Response.OnStarting(() =>
        {
            http.Response.Headers["Audit-Id"] = id;
            return Task.CompletedTask;
        });
        _event.Set("kind", "Event");
        _event.Set("apiVersion", "audit.k8s.io/v1");
        _event.Set("level", decision.Level.ToString());
        _event.Set("auditID", id);
        _event.Set("stage", "");
        _event.Set("requestURI", http.Request.Path.ToUriComponent() + http.Request.QueryString.ToUriComponent());
        _event.Set("verb", info.Verb);
        _event.Set("user", UserDocument.Of(user));
        _event.Set("sourceIPs", DocList.Of(Sources(http)));
        _event.Set("userAgent", AgentOf(http));
        _event.Set("objectRef", info.IsResource ? ObjectReference() : default(Value));
        _event.Set("requestReceivedTimestamp", Now());
        Write(AuditStages.RequestReceived);
    }

    /// <summary>In whose name the request is served.</summary>
    public void Impersonates(UserInfo user) => _event.Set("impersonatedUser", UserDocument.Of(user));

    public void Authorized(AuthorizationResult result)
    {
        if (result is { IsAllowed: false, Error: not null })
        {
            _annotations.Set("authorization.k8s.io/reason", "internal error");
            return;
        }

        _annotations.Set("authorization.k8s.io/decision", result.IsAllowed ? "allow" : "forbid");
        _annotations.Set("authorization.k8s.io/reason", result.Reason);
    }

    /// <summary>Begins to keep bodies, as far as the level wants them.</summary>
    public async Task CaptureAsync()
    {
        if (_decision.Level >= AuditLevel.Request && _info.Verb is "create" or "update" or "patch" or "delete" or "deletecollection")
        {
            await CaptureRequestAsync();
        }

        var lasts = RequestDeadlines.IsLongRunning(_info);
        if (_decision.Level == AuditLevel.RequestResponse && !lasts)
        {
            _http.Response.Body = _answer = new CapturedStream(_http.Response.Body, MaxBodyBytes);
        }

        if (lasts)
        {
            _http.Response.OnStarting(() =>
            {
                SetStatus();
                Write(AuditStages.ResponseStarted);
                return Task.CompletedTask;
            });
        }
    }

    public void Failed(ApiException error) => _error = error;

    public void Panicked() => _panicked = true;

    /// <summary>The request is over.</summary>
    public void Complete()
    {
        SetStatus();
        if (_answer?.Copy is { } answer
            && AuditedBody.Read(answer, _http.Response.ContentType ?? "", _kind, _decision.OmitManagedFields) is { } value)
        {
            _event.Set("responseObject", value);
        }

        Write(_panicked ? AuditStages.Panic : AuditStages.ResponseComplete);
    }

    private async Task CaptureRequestAsync()
    {
        using var copy = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while (copy.Length <= MaxBodyBytes && (read = await _http.Request.Body.ReadAsync(buffer, _http.RequestAborted)) > 0)
        {
            copy.Write(buffer, 0, read);
        }

        var bytes = copy.ToArray();

        // Who reads the body next finds all of it, and of one that is too long enough to refuse it.
        _http.Request.Body = new MemoryStream(bytes);
        if (bytes.Length <= MaxBodyBytes && AuditedBody.Read(bytes, _http.Request.ContentType ?? "", _kind, _decision.OmitManagedFields) is { } value)
        {
            _event.Set("requestObject", value);
        }
    }

    private void SetStatus()
    {
        var status = new DocMap();
        status.Set("metadata", new DocMap());
        if (_error is not null)
        {
            status.Set("status", "Failure");
            status.Set("message", _error.Message);
            status.Set("reason", _error.Reason);
        }

        status.Set("code", _error?.Code ?? _http.Response.StatusCode);
        _event.Set("responseStatus", status);
    }

    /// <summary>What admission notes, by name; whoever adds locks it.</summary>
    public Dictionary<string, string> Notes { get; } = new(StringComparer.Ordinal);

    private void Write(AuditStages stage)
    {
        if ((_decision.OmitStages & stage) != 0)
        {
            return;
        }

        _event.Set("stage", stage.ToString());
        _event.Set("stageTimestamp", Now());
        lock (Notes)
        {
            foreach (var (name, text) in Notes)
            {
                // What the server itself says comes first.
                if (!_annotations.Contains(name) && (_decision.Level >= AuditLevel.Request || !WebhookNotes.HasContent(name)))
                {
                    _annotations.Set(name, text);
                }
            }
        }

        if (_annotations.Count > 0)
        {
            _event.Set("annotations", _annotations);
        }

        _write(_event.DeepClone().Freeze());
    }

    private string Now() => _time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);

    // What the client sends goes back in a header, where only so much may stand.
    private static string IdOf(HttpContext http)
    {
        var given = http.Request.Headers["Audit-ID"].ToString();
        var isUsable = given.Length > 0 && !given.AsSpan().ContainsAnyExceptInRange('!', '~');
        return isUsable ? given[..Math.Min(given.Length, MaxIdLength)] : Guid.NewGuid().ToString();
    }

    private static Value AgentOf(HttpContext http) => http.Request.Headers.UserAgent.ToString() switch
    {
        "" => default(Value),
        { Length: > MaxAgentLength } agent => agent[..MaxAgentLength] + "...TRUNCATED",
        var agent => agent,
    };

    private DocMap ObjectReference()
    {
        var reference = new DocMap();
        foreach (var (key, value) in (ReadOnlySpan<(string, string)>)
            [("resource", _info.Resource), ("namespace", _info.Namespace), ("name", _info.Name), ("apiGroup", _info.Group), ("apiVersion", _info.Version), ("subresource", _info.Subresource)])
        {
            if (value.Length > 0)
            {
                reference.Set(key, value);
            }
        }

        return reference;
    }

    private static List<string> Sources(HttpContext http)
    {
        var sources = new List<string>();
        foreach (var value in http.Request.Headers["X-Forwarded-For"])
        {
            sources.AddRange((value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        }

        if (http.Connection.RemoteIpAddress?.ToString() is { } peer && !sources.Contains(peer))
        {
            sources.Add(peer);
        }

        return sources;
    }
}
