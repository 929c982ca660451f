using LightKube.Api.Errors;
using LightKube.ApiServer.Aggregation;
using LightKube.ApiServer.Audit;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Authorization;
using LightKube.ApiServer.FlowControl;
using LightKube.ApiServer.Handlers;
using LightKube.ApiServer.Metrics;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace LightKube.ApiServer.Http;

/// <summary>
/// The way of every request: parse, authenticate, impersonate, take a seat, authorize, dispatch. The one place where an exception becomes an
/// HTTP status.
/// </summary>
internal sealed partial class ApiPipeline(
    ApiContext context, Impersonation impersonation, AggregationProxy aggregation, ResourceDispatcher resources, PathDispatcher paths, RequestDeadlines deadlines,
    FlowGate flows, RequestMetrics metrics, AccessMetrics access, Auditor? auditor, ILogger logger)
{
    public async Task HandleAsync(HttpContext http)
    {
        var begin = metrics.Begin();
        var options = new RequestOptions(http.Request.Query);
        var info = RequestInfo.Parse(http.Request.Method, http.Request.Path.Value ?? "/", options.Watch, RequestInfo.PinnedName(options.FieldSelector));
        await using var pretty = PrettyAnswer.Begin(http, info, aggregation);
        try
        {
            await RouteAsync(http, info, options);
        }
        catch (ApiException e)
        {
            await AnswerAsync(http, e);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; nobody reads an answer.
        }
        catch (BadHttpRequestException e)
        {
            await AnswerAsync(http, new ApiException(e.StatusCode, StatusReason.BadRequest, e.Message, e));
        }
        catch (Exception e)
        {
            // The outermost edge: a fault of the server itself must not end the connection without a word.
            LogFault(http.Request.Method, http.Request.Path, e);
            (auditor is null ? null : Auditor.Of(http))?.Panicked();
            await AnswerAsync(http, ApiException.Internal(e.Message, e));
        }
        finally
        {
            (auditor is null ? null : Auditor.Of(http))?.Complete();
            metrics.Record(info, http.Response.StatusCode, begin);
        }
    }

    private async Task RouteAsync(HttpContext http, RequestInfo info, RequestOptions options)
    {
        var requester = await AuthenticateAsync(http, info);
        var audit = auditor?.Begin(http, info, requester);
        var user = Impersonation.IsAsked(http.Request.Headers)
            ? await impersonation.ApplyAsync(requester, http.Request.Headers, info, http.RequestAborted)
            : requester;
        if (audit is not null && !ReferenceEquals(user, requester))
        {
            audit.Impersonates(user);
        }

        var seat = await flows.EnterAsync(http, info, user, options);
        if (info.Verb == "watch")
        {
            using var watch = flows.OpenWatch(http, info, seat);
            await ServeSeatedAsync(http, info, user, options, audit);
            return;
        }

        try
        {
            await ServeSeatedAsync(http, info, user, options, audit);
        }
        finally
        {
            seat.Leave();
        }
    }

    private async Task ServeSeatedAsync(HttpContext http, RequestInfo info, UserInfo user, RequestOptions options, AuditRecord? audit)
    {
        await AuthorizeAsync(http, user, info, options, audit);
        if (audit is not null)
        {
            await audit.CaptureAsync();
        }

        if (aggregation.Find(info) is { } elsewhere)
        {
            await aggregation.HandleAsync(http, elsewhere, user);
            return;
        }

        await ServeAsync(http, info, user, options);
    }

    private async Task ServeAsync(HttpContext http, RequestInfo info, UserInfo user, RequestOptions options)
    {
        using var deadline = deadlines.Begin(http, info, options);
        try
        {
            var work = info.IsResource ? resources.HandleAsync(http, info, user) : paths.HandleAsync(http, info, user);
            using var late = deadline is null && !work.IsCompleted ? deadlines.BeginLate(http, info) : null;
            await work;
        }
        catch (OperationCanceledException) when (deadline is { IsOver: true })
        {
            throw RequestDeadlines.TimedOut();
        }
    }

    private async ValueTask<UserInfo> AuthenticateAsync(HttpContext http, RequestInfo info)
    {
        var request = new AuthenticationRequest(
            http.Features.Get<ITlsConnectionFeature>()?.ClientCertificate, BearerToken(http), http.Connection.RemoteIpAddress, http.Request.Headers, http.Request.Path.Value ?? "");
        var begin = access.Begin();
        var result = await context.Authenticator.AuthenticateAsync(request, http.RequestAborted);
        access.Authenticated(result, begin);
        if (result.User is { } user)
        {
            if (result.Warning is { } warning)
            {
                ResponseWriter.AddWarnings(http, [warning]);
            }

            return user;
        }

        if (result.Error is { } error)
        {
            LogUnauthenticated(http.Request.Path, error);
        }

        auditor?.Begin(http, info, null);
        throw ApiException.Unauthorized();
    }

    private async ValueTask AuthorizeAsync(HttpContext http, UserInfo user, RequestInfo info, RequestOptions options, AuditRecord? audit)
    {
        var attributes = AuthorizationAttributes.For(user, info.Verb, info) with { FieldSelector = options.FieldSelector, LabelSelector = options.LabelSelector };
        var begin = access.Begin();
        var result = await context.Authorizer.AuthorizeAsync(attributes, http.RequestAborted);
        access.Authorized(result, begin);
        audit?.Authorized(result);
        if (!result.IsAllowed)
        {
            throw result.Error is { } error
                ? new ApiException(500, StatusReason.InternalError, $"Internal Server Error: \"{http.Request.Path}{http.Request.QueryString}\": {error}")
                : ForbiddenErrors.For(attributes, result.Reason);
        }
    }

    private static string? BearerToken(HttpContext http)
    {
        const string Scheme = "Bearer ";
        var header = http.Request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : WebSocketToken.Find(http.Request);
    }

    private async Task AnswerAsync(HttpContext http, ApiException error)
    {
        (auditor is null ? null : Auditor.Of(http))?.Failed(error);
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        var flow = FlowHeaders.Of(http.Response);
        http.Response.Clear();
        flow.WriteTo(http.Response);
        await ResponseWriter.WriteErrorAsync(http, error);
    }

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed inside the server")]
    private partial void LogFault(string method, string path, Exception fault);

    [LoggerMessage(LogLevel.Information, "{Path}: credentials refused: {Why}")]
    private partial void LogUnauthenticated(string path, string why);
}
