using Microsoft.AspNetCore.Http;

namespace LightKube.Kubelet.NodeApi;

/// <summary>Which streams a caller wants. The API server names them in two ways: as kubelets always did, and as the API does.</summary>
internal readonly record struct StreamFlags(bool Stdin, bool Stdout, bool Stderr, bool Tty)
{
    /// <exception cref="NodeApiException">It wants none.</exception>
    internal static StreamFlags Read(IQueryCollection query)
    {
        var tty = IsSet(query, "tty");
        // A terminal has one output.
        var flags = new StreamFlags(
            IsSet(query, "input") || IsSet(query, "stdin"),
            IsSet(query, "output") || IsSet(query, "stdout"),
            !tty && (IsSet(query, "error") || IsSet(query, "stderr")),
            tty);
        return flags is { Stdin: false, Stdout: false, Stderr: false }
            ? throw new NodeApiException(StatusCodes.Status400BadRequest, "you must specify at least 1 of stdin, stdout, stderr")
            : flags;
    }

    private static bool IsSet(IQueryCollection query, string name) => query[name].ToString() is "1" or "true";
}
