using System.Globalization;
using System.Threading.Channels;
using LightKube.Api.Core.V1;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;
using LightKube.Client;
using Microsoft.Extensions.Logging;

namespace LightKube.ApiServer.Tokens;

/// <summary>Notes at Secrets on which day their tokens were last used, and in a ConfigMap since when that is done.</summary>
internal sealed partial class LegacyTokenTracker(IObjectReader objects, TimeProvider time, ILogger log)
{
    internal const string LastUsed = "kubernetes.io/legacy-token-last-used";
    internal const string InvalidSince = "kubernetes.io/legacy-token-invalid-since";

    private const string DateFormat = "yyyy-MM-dd";

    /// <summary>Secrets that are noted in a day; the uses of more are noted on another one.</summary>
    private const int QueueLength = 1024;

    private static readonly ObjectKey Map = new("kube-system", "kube-apiserver-legacy-service-account-token-tracking");

    private readonly Channel<ObjectKey> _used = Channel.CreateBounded<ObjectKey>(new BoundedChannelOptions(QueueLength) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock _lock = new();
    private readonly HashSet<ObjectKey> _today = [];
    private string _day = "";

    private string Today => time.GetUtcNow().ToString(DateFormat, CultureInfo.InvariantCulture);

    /// <summary>The token of that Secret was used. Waits for nothing.</summary>
    public void Use(Secret secret)
    {
        var today = Today;
        if (secret.Metadata.Labels[LastUsed] == today)
        {
            return;
        }

        lock (_lock)
        {
            if (_day != today)
            {
                _today.Clear();
                _day = today;
            }

            if (_today.Count < QueueLength && _today.Add(secret.Key))
            {
                _used.Writer.TryWrite(secret.Key);
            }
        }
    }

    /// <summary>Writes until cancelled.</summary>
    /// <param name="client">With the rights of the server itself.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task RunAsync(IClient client, CancellationToken cancel)
    {
        await TryAsync(() => BeginAsync(client, cancel));
        await foreach (var key in _used.Reader.ReadAllAsync(cancel))
        {
            await TryAsync(() => NoteAsync(client, key, cancel));
        }
    }

    private async Task TryAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (ApiException e)
        {
            LogFailed(log, e.Message);
        }
    }

    private async Task BeginAsync(IClient client, CancellationToken cancel)
    {
        if (objects.Find<ConfigMap>(Map.Namespace, Map.Name) is not { } map)
        {
            map = new ConfigMap();
            (map.Metadata.Namespace, map.Metadata.Name) = (Map.Namespace, Map.Name);
            map.Data["since"] = Today;
            await client.CreateAsync(map, cancel);
        }
        else if (!DateTimeOffset.TryParseExact(map.Data["since"], DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _))
        {
            map = map.MutableCopy();
            map.Data["since"] = Today;
            await client.UpdateAsync(map, cancel);
        }
    }

    private async Task NoteAsync(IClient client, ObjectKey key, CancellationToken cancel)
    {
        if (objects.Find<Secret>(key.Namespace, key.Name) is { } secret && secret.Metadata.Labels[LastUsed] != Today)
        {
            var noted = secret.MutableCopy();
            noted.Metadata.Labels[LastUsed] = Today;
            await client.UpdateAsync(noted, cancel);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The use of a service account's token cannot be noted: {Error}")]
    private static partial void LogFailed(ILogger logger, string error);
}
