using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Authorization;
using LightKube.Foundation.Metrics;

namespace LightKube.ApiServer.Metrics;

/// <summary>How requests are authenticated and authorized, and how long that takes, under kube-apiserver's names.</summary>
public sealed class AccessMetrics(TimeProvider time) : IMetricSource
{
    private const string Users = "authenticated_user_requests";
    private const string Attempts = "authentication_attempts";
    private const string Authentication = "authentication_duration_seconds";
    private const string Decisions = "authorization_attempts_total";
    private const string Authorization = "authorization_duration_seconds";

    // kube-apiserver's, in seconds: a millisecond, and twice as much each.
    private static readonly double[] Bounds = [.. Enumerable.Range(0, 15).Select(static power => 0.001 * (1 << power))];
    private static readonly string[] AuthenticationResults = ["success", "failure", "error"];
    private static readonly string[] AuthorizationResults = ["no-opinion", "allowed", "denied", "error"];

    // So few are told apart, since names are people's.
    private static readonly string[] UserNames = ["admin", "client", "kube_proxy", "kubelet", "system:serviceaccount:kube-system:default", "email_id", "other"];

    private readonly Histogram[] _authentications = Array.ConvertAll(AuthenticationResults, static _ => new Histogram(Bounds));
    private readonly Histogram[] _authorizations = Array.ConvertAll(AuthorizationResults, static _ => new Histogram(Bounds));
    private readonly long[] _users = new long[UserNames.Length];

    /// <summary>The present time, to give back later.</summary>
    public long Begin() => time.GetTimestamp();

    public void Authenticated(in AuthenticationResult result, long begin)
    {
        _authentications[result.User is not null ? 0 : result.Error is null ? 1 : 2].Observe(time.GetElapsedTime(begin).TotalSeconds);
        if (result.User is { } user)
        {
            Interlocked.Increment(ref _users[IndexOf(user.Name)]);
        }
    }

    public void Authorized(in AuthorizationResult result, long begin)
    {
        var isFault = !result.IsAllowed && result.Error is not null;
        _authorizations[isFault ? AuthorizationResults.Length - 1 : (int)result.Decision].Observe(time.GetElapsedTime(begin).TotalSeconds);
    }

    public void Write(MetricText text)
    {
        text.Begin(Users, "counter", "Authenticated requests, by user.");
        for (var i = 0; i < _users.Length; i++)
        {
            if (Interlocked.Read(ref _users[i]) is > 0 and var count)
            {
                text.Sample(Users, count, ("username", UserNames[i]));
            }
        }

        Write(text, (Attempts, Authentication), "authenticated", AuthenticationResults, _authentications);
        Write(text, (Decisions, Authorization), "authorized", AuthorizationResults, _authorizations);
    }

    private static void Write(MetricText text, (string Total, string Seconds) names, string what, string[] results, Histogram[] durations)
    {
        text.Begin(names.Total, "counter", $"Requests that were {what}, by result.");
        for (var i = 0; i < results.Length; i++)
        {
            text.Sample(names.Total, durations[i].Count, ("result", results[i]));
        }

        text.Begin(names.Seconds, "histogram", $"Seconds until a request was {what}, by result.");
        for (var i = 0; i < results.Length; i++)
        {
            durations[i].Write(text, names.Seconds, [("result", results[i])]);
        }
    }

    private static int IndexOf(string user)
    {
        var known = Array.IndexOf(UserNames, user);
        return known >= 0 ? known : UserNames.Length - (user.Contains('@') ? 2 : 1);
    }
}
