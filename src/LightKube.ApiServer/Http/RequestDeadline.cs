using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LightKube.ApiServer.Http;

/// <summary>
/// One request's time: while it runs, the request's own token (<see cref="HttpContext.RequestAborted"/>) also ends when the time is over.
/// Disposing gives the request its old token back, and this to the pool.
/// </summary>
public sealed class RequestDeadline : IHttpRequestLifetimeFeature, IDisposable
{
    private readonly RequestDeadlines _pool;
    private CancellationTokenSource _ending;
    private CancellationTokenRegistration _gone;
    private IHttpRequestLifetimeFeature? _connection;
    private HttpContext? _http;

    internal RequestDeadline(RequestDeadlines pool)
    {
        _pool = pool;
        _ending = pool.NewSource();
    }

    /// <summary>The time is over, and it is not that the client has gone.</summary>
    public bool IsOver => _ending.IsCancellationRequested && _connection?.RequestAborted.IsCancellationRequested != true;

    public CancellationToken RequestAborted
    {
        get => _ending.Token;
        set => throw new NotSupportedException("the token is the deadline's");
    }

    public void Abort() => _connection?.Abort();

    /// <summary>Takes over the request's token.</summary>
    internal void Begin(HttpContext http, TimeSpan time)
    {
        _http = http;
        _connection = http.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>();
        _gone = _connection.RequestAborted.UnsafeRegister(static self => ((RequestDeadline)self!)._ending.Cancel(), this);
        _ending.CancelAfter(time);
        http.Features.Set<IHttpRequestLifetimeFeature>(this);
    }

    /// <summary>Leaves the request its token, since it is at work already, and ends the connection when the time is over.</summary>
    internal void BeginLate(IHttpRequestLifetimeFeature connection, TimeSpan time)
    {
        _connection = connection;
        _gone = _ending.Token.UnsafeRegister(static self => ((IHttpRequestLifetimeFeature)self!).Abort(), connection);
        _ending.CancelAfter(time);
    }

    public void Dispose()
    {
        _gone.Dispose();
        _http?.Features.Set(_connection!);
        (_http, _connection) = (null, null);
        if (!_ending.TryReset())
        {
            _ending.Dispose();
            _ending = _pool.NewSource();
        }

        _pool.Return(this);
    }
}
