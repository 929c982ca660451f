using System.Net;

namespace LightKube.Network.Dns.Upstream;

/// <summary>The name servers to forward to, read again when the file changes.</summary>
internal sealed class UpstreamServers(string path, IReadOnlyCollection<IPAddress> own, TimeProvider time)
{
    // A node that moves to another network is served within this time; a look at the file costs microseconds.
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private IReadOnlyList<IPEndPoint> _servers = [];
    private DateTime _written = DateTime.MinValue;
    private long _looked;
    private bool _everLooked;

    /// <summary>Empty when there is no file or no server in it.</summary>
    public IReadOnlyList<IPEndPoint> Current()
    {
        lock (_lock)
        {
            if (_everLooked && time.GetElapsedTime(_looked) < LookInterval)
                return _servers;
            _everLooked = true;
            _looked = time.GetTimestamp();
            if (!File.Exists(path))
                return _servers = [];
            var written = File.GetLastWriteTimeUtc(path);
            if (written != _written)
                _servers = ResolvConf.Parse(File.ReadAllText(path), own);
            _written = written;
            return _servers;
        }
    }
}
