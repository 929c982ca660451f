using System.IO.Pipelines;
using LightKube.Api.Errors;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Http;
using LightKube.Foundation.Certificates;
using LightKube.Foundation.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LightKube.ApiServer.Aggregation;

/// <summary>Passes requests for the group-versions of extension servers on to these: lists, watches, upgrades, all of it.</summary>
internal sealed class AggregationProxy(ApiServiceTable table, RemoteServers servers, TimeProvider time)
{
    /// <summary>The longest that an extension server may take until it begins to answer: upstream's time-out of requests.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(60);

    // Between two neighbours only, or for this server alone.
    private static readonly HashSet<string> NotForwarded = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
        "Host", "Authorization", "Content-Length", "Expect",
    };

    /// <summary>The extension server that a request is for; null for this one.</summary>
    public ApiServiceEntry? Find(RequestInfo info)
    {
        var services = table.Current;
        if (services.Remote.Count == 0)
        {
            return null;
        }

        if (info.IsResource)
        {
            return services.FindRemote(info.Group, info.Version);
        }

        // The group-version's own discovery document.
        return info.Path.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
        {
            ["api", var version] => services.FindRemote("", version),
            ["apis", var group, var version] => services.FindRemote(group, version),
            _ => null,
        };
    }

    /// <summary>Passes the request on under its own path.</summary>
    public Task HandleAsync(HttpContext http, ApiServiceEntry entry, UserInfo user) =>
        ForwardAsync(http, entry, user, http.Request.Path.ToUriComponent() + http.Request.QueryString.ToUriComponent());

    /// <summary>Passes the request on under another path.</summary>
    /// <exception cref="ApiException">Unavailable (503), Timeout (504).</exception>
    public async Task ForwardAsync(HttpContext http, ApiServiceEntry entry, UserInfo user, string pathAndQuery)
    {
        if (!entry.IsAvailable)
        {
            throw ApiException.Unavailable($"service unavailable: APIService {entry.ObjectName}");
        }

        var server = ServerOf(entry);
        try
        {
            if (UpgradeTunnel.IsUpgrade(http))
            {
                await TunnelAsync(http, server, user, pathAndQuery);
            }
            else
            {
                await server.SendAsync(RequestOf(http, server, user, pathAndQuery), response => Begin(http, response), AnswerWithin, http.RequestAborted);
            }
        }
        catch (IOException e) when (e is not BadHttpRequestException && !http.Response.HasStarted)
        {
            throw ApiException.Unavailable($"error trying to reach service: {e.Message}", e);
        }
        catch (IOException) when (http.Response.HasStarted)
        {
            // The answer broke off in its middle, which the client must see.
            http.Abort();
        }
    }

    private async Task TunnelAsync(HttpContext http, RemoteServer server, UserInfo user, string pathAndQuery)
    {
        var identity = new ForwardedIdentity(RemoteIdentity.HeadersOf(user), RemoteIdentity.Replaces);
        await using var connection = await server.ConnectAsync(http.RequestAborted);
        await UpgradeTunnel.ForwardAsync(http, connection.Stream, server.Host, pathAndQuery, time, http.RequestAborted, identity);
    }

    private static RemoteRequest RequestOf(HttpContext http, RemoteServer server, UserInfo user, string pathAndQuery)
    {
        var headers = new List<(string, string)>();
        foreach (var (name, values) in http.Request.Headers)
        {
            if (NotForwarded.Contains(name) || RemoteIdentity.Replaces(name))
            {
                continue;
            }

            foreach (var value in values)
            {
                headers.Add((name, value ?? ""));
            }
        }

        headers.Add(("X-Forwarded-For", http.Connection.RemoteIpAddress?.ToString() ?? ""));
        headers.AddRange(RemoteIdentity.HeadersOf(user));
        var hasBody = http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? false;
        return new RemoteRequest
        {
            Method = http.Request.Method,
            PathAndQuery = pathAndQuery,
            Host = server.Host,
            Headers = headers,
            Body = hasBody ? http.Request.Body : null,
            Length = http.Request.ContentLength,
        };
    }

    private static PipeWriter Begin(HttpContext http, RemoteResponse response)
    {
        http.Response.StatusCode = response.Status;
        foreach (var (name, value) in response.Headers)
        {
            if (!NotForwarded.Contains(name))
            {
                http.Response.Headers.Append(name, value);
            }
        }

        http.Response.ContentLength = response.IsChunked ? null : response.Length;
        return http.Response.BodyWriter;
    }

    private RemoteServer ServerOf(ApiServiceEntry entry)
    {
        try
        {
            return servers.Of(entry.Service!);
        }
        catch (CertificateException e)
        {
            throw ApiException.Unavailable($"APIService {entry.ObjectName}: {e.Message}", e);
        }
    }
}
