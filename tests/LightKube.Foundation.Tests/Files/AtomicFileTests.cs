using LightKube.Foundation.Files;
using LightKube.Testing.Files;

namespace LightKube.Foundation.Tests.Files;

public sealed class AtomicFileTests
{
    [Test]
    public void A_secret_is_readable_by_its_owner_alone()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File("key");

        AtomicFile.Write(path, "secret", AtomicFile.Secret);

        Assert.That(File.ReadAllText(path), Is.EqualTo("secret"));
        Assert.That(File.GetUnixFileMode(path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public void Content_and_mode_are_replaced_and_nothing_else_is_left()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File("file");
        AtomicFile.Write(path, "a longer text", AtomicFile.Secret);

        AtomicFile.Write(path, "short", AtomicFile.Public);

        Assert.That(File.ReadAllText(path), Is.EqualTo("short"));
        Assert.That(File.GetUnixFileMode(path), Is.EqualTo(AtomicFile.Public));
        Assert.That(Directory.GetFiles(directory.Path), Is.EqualTo(new[] { path }));
    }

    [Test]
    public void A_failed_write_leaves_the_old_content_and_no_temporary_file()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File("occupied");
        Directory.CreateDirectory(path);

        Assert.That(() => AtomicFile.Write(path, "text", AtomicFile.Public), Throws.InstanceOf<IOException>());

        Assert.That(Directory.GetFiles(directory.Path), Is.Empty);
    }
}
