using System.Diagnostics;
using System.Security.Cryptography;

namespace LightKube.LoadGenerator;

/// <summary>Waits for a server that has just been started, from before it has written its kubeconfig.</summary>
internal static class ApiReadiness
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);

    /// <summary>Returns when <c>/readyz</c> has answered 200.</summary>
    /// <exception cref="TimeoutException">It has not, for half a minute.</exception>
    public static async Task WaitAsync(string kubeconfig)
    {
        var started = Stopwatch.GetTimestamp();
        var last = "there is no kubeconfig";
        while (Stopwatch.GetElapsedTime(started) < Patience)
        {
            try
            {
                if (File.Exists(kubeconfig))
                {
                    await new ApiConnection(kubeconfig, 1).CallAsync(HttpMethod.Get, "/readyz");
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or InvalidDataException or CryptographicException)
            {
                last = e.Message;
            }

            await Task.Delay(Interval);
        }

        throw new TimeoutException($"the API is not ready: {last}");
    }
}
