using LightKube.Server;
using LightKube.Testing.Files;

namespace LightKube.Tests.Server;

public sealed class DataDirectoryTests
{
    private readonly TemporaryDirectory _directory = new();

    [TearDown]
    public void TearDown() => _directory.Dispose();

    [Test]
    public void What_is_secret_is_its_owners_alone()
    {
        using var data = DataDirectory.Open(_directory.File("data"));

        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Assert.That(File.GetUnixFileMode(data.Tls), Is.EqualTo(Private));
        Assert.That(File.GetUnixFileMode(data.Database), Is.EqualTo(Private));
        Assert.That(File.GetUnixFileMode(data.Kubelet), Is.EqualTo(Private | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute));
    }

    [Test]
    public void Two_servers_do_not_share_it()
    {
        using var first = DataDirectory.Open(_directory.File("data"));

        Assert.That(
            () => DataDirectory.Open(_directory.File("data")),
            Throws.TypeOf<DataDirectoryException>().With.Message.Contains($"is in use by process {Environment.ProcessId}"));
    }

    [Test]
    public void It_can_be_opened_again_once_it_was_closed()
    {
        DataDirectory.Open(_directory.File("data")).Dispose();

        Assert.That(() => DataDirectory.Open(_directory.File("data")).Dispose(), Throws.Nothing);
    }
}
