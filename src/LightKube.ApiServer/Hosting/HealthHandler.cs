using System.Text;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Http;
using Microsoft.AspNetCore.Http;

namespace LightKube.ApiServer.Hosting;

/// <summary>A named check of the server's health: null when well, else what is wrong.</summary>
public sealed record HealthCheck(string Name, Func<string?> Problem);

/// <summary><c>/healthz</c>, <c>/livez</c>, <c>/readyz</c>, each with <c>?verbose</c>, <c>?exclude=NAME</c> and <c>/NAME</c> for one check.</summary>
public sealed class HealthHandler(IReadOnlyList<HealthCheck> live, IReadOnlyList<HealthCheck> ready)
{
    public void Register(PathDispatcher paths)
    {
        Register(paths, "/healthz", ready);
        Register(paths, "/livez", live);
        Register(paths, "/readyz", ready);
    }

    private static void Register(PathDispatcher paths, string path, IReadOnlyList<HealthCheck> checks)
    {
        paths.Add(path, (http, _, _) => AnswerAsync(http, path[1..], checks));
        foreach (var check in checks)
        {
            paths.Add($"{path}/{check.Name}", (http, _, _) => AnswerAsync(http, check.Name, [check]));
        }
    }

    private static Task AnswerAsync(HttpContext http, string name, IReadOnlyList<HealthCheck> checks)
    {
        var excluded = http.Request.Query["exclude"].ToHashSet();
        var text = new StringBuilder();
        var failed = false;
        foreach (var check in checks)
        {
            if (excluded.Contains(check.Name))
            {
                text.Append("[+]").Append(check.Name).Append(" excluded: ok\n");
                continue;
            }

            var problem = check.Problem();
            failed |= problem is not null;
            text.Append(problem is null ? $"[+]{check.Name} ok\n" : $"[-]{check.Name} failed: {problem}\n");
        }

        var verbose = http.Request.Query.ContainsKey("verbose");
        text.Append(failed ? $"{name} check failed\n" : $"{name} check passed\n");
        return failed
            ? ResponseWriter.WriteTextAsync(http, 500, text.ToString())
            : ResponseWriter.WriteTextAsync(http, 200, verbose ? text.ToString() : "ok");
    }
}
