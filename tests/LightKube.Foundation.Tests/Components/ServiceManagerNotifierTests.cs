using System.Net.Sockets;
using System.Text;
using LightKube.Foundation.Components;
using LightKube.Testing.Files;
using LightKube.Testing.Time;

namespace LightKube.Foundation.Tests.Components;

public sealed class ServiceManagerNotifierTests
{
    [Test]
    public async Task Readiness_reaches_the_managers_socket()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File("notify.sock");
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(path));

        new ServiceManagerNotifier(path).Ready();

        var buffer = new byte[64];
        var length = await manager.ReceiveAsync(buffer).WaitAsync(Deadline.Timeout);
        Assert.That(Encoding.UTF8.GetString(buffer, 0, length), Is.EqualTo("READY=1"));
    }

    [Test]
    public async Task An_abstract_socket_is_reached_by_its_name()
    {
        var name = $"lightkube-test-{Guid.NewGuid():N}";
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint("\0" + name));

        new ServiceManagerNotifier("@" + name).Stopping();

        var buffer = new byte[64];
        var length = await manager.ReceiveAsync(buffer).WaitAsync(Deadline.Timeout);
        Assert.That(Encoding.UTF8.GetString(buffer, 0, length), Is.EqualTo("STOPPING=1"));
    }

    [Test]
    public void Without_a_manager_nothing_happens() => Assert.That(() => new ServiceManagerNotifier(null).Ready(), Throws.Nothing);
}
