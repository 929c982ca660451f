using System.Text.Json;
using LightKube.Histories.Checks;
using LightKube.Histories.Rig;

namespace LightKube.Histories.Load;

/// <summary>Follows the objects from a version on, and goes on after the last version that it saw whenever its connection ends.</summary>
/// <param name="server">May be killed at any time.</param>
/// <param name="color">Asked for; empty for all.</param>
/// <param name="from">The version after which it begins.</param>
/// <param name="pause">After each event; zero for who reads as quickly as he can.</param>
internal sealed class Watcher(ServerProcess server, string color, long from, TimeSpan pause)
{
    private readonly List<Seen> _events = [];
    private readonly long _from = from;
    private long _upTo = from;

    public long UpTo => Volatile.Read(ref _upTo);

    public WatchHistory History => new(color, _from, _events, _upTo);

    /// <summary>Ends when everything up to a version has been seen, once that version is known.</summary>
    public async Task RunAsync(Task<long> last)
    {
        using var api = new Api(server.Kubeconfig);
        while (!(last.IsCompletedSuccessfully && UpTo >= last.Result))
        {
            try
            {
                await server.Up;
                await FollowAsync(api, last);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
            {
                // Killed in between, perhaps within an event; what was not whole comes again.
            }
        }
    }

    private async Task FollowAsync(Api api, Task<long> last)
    {
        await using var stream = await api.WatchAsync(color.Length == 0 ? "color" : $"color={color}", UpTo, CancellationToken.None);
        using var lines = new StreamReader(stream);
        while (await lines.ReadLineAsync() is { } line)
        {
            using var json = JsonDocument.Parse(line);
            Note(json.RootElement.GetProperty("type").GetString()!, json.RootElement.GetProperty("object"));
            if (last.IsCompletedSuccessfully && UpTo >= last.Result)
            {
                return;
            }

            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause);
            }
        }
    }

    private void Note(string type, JsonElement item)
    {
        if (type == "ERROR")
        {
            throw new InvalidOperationException($"the watch of '{color}' after {UpTo} failed: {item}");
        }

        var version = Clients.VersionOf(item);
        if (type != "BOOKMARK")
        {
            var metadata = item.GetProperty("metadata");
            _events.Add(new Seen(type, metadata.GetProperty("name").GetString()!, version, Clients.ValueOf(item), metadata.GetProperty("labels").GetProperty("color").GetString()!));
        }

        Volatile.Write(ref _upTo, version);
    }
}
