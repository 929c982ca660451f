using System.Text;
using LightKube.Kubelet.Tests.Rigs;
using LightKube.Kubelet.Volumes;
using LightKube.Testing.Files;
using LightKube.Testing.Time;

namespace LightKube.Kubelet.Tests.Volumes;

internal sealed class AtomicDirectoryTests
{
    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.GroupRead;

    [Test]
    public void Files_appear_through_links_with_their_modes()
    {
        using var directory = new TemporaryDirectory();

        Assert.That(Write(directory, ("a", "1"), ("sub/b", "2")), Is.True);

        Assert.That(File.ReadAllText(Path.Combine(directory.Path, "a")), Is.EqualTo("1"));
        Assert.That(File.ReadAllText(Path.Combine(directory.Path, "sub/b")), Is.EqualTo("2"));
        Assert.That(new FileInfo(Path.Combine(directory.Path, "a")).LinkTarget, Is.EqualTo("..data/a"));
        Assert.That(File.GetUnixFileMode(Path.Combine(directory.Path, "a")), Is.EqualTo(ReadOnly));
    }

    [Test]
    public void A_change_replaces_all_at_once_and_removes_what_is_gone()
    {
        using var directory = new TemporaryDirectory();
        Write(directory, ("a", "1"), ("old", "x"));
        var version = new FileInfo(Path.Combine(directory.Path, "..data")).LinkTarget;

        Assert.That(Write(directory, ("a", "2"), ("new", "y")), Is.True);

        Assert.That(File.ReadAllText(Path.Combine(directory.Path, "a")), Is.EqualTo("2"));
        Assert.That(Path.Exists(Path.Combine(directory.Path, "old")), Is.False);
        Assert.That(Directory.Exists(Path.Combine(directory.Path, version!)), Is.False);
    }

    [Test]
    public void The_same_content_changes_nothing()
    {
        using var directory = new TemporaryDirectory();
        Write(directory, ("a", "1"));
        var version = new FileInfo(Path.Combine(directory.Path, "..data")).LinkTarget;

        Assert.That(Write(directory, ("a", "1")), Is.False);
        Assert.That(new FileInfo(Path.Combine(directory.Path, "..data")).LinkTarget, Is.EqualTo(version));
    }

    [TestCase("../escape")]
    [TestCase("/absolute")]
    [TestCase("a/../../b")]
    [TestCase("..data")]
    public void A_path_that_leaves_the_volume_is_refused(string path)
    {
        using var directory = new TemporaryDirectory();

        Assert.That(() => Write(directory, (path, "1")), Throws.TypeOf<VolumeException>());
    }

    private static bool Write(TemporaryDirectory directory, params (string Name, string Text)[] files) =>
        new AtomicDirectory(directory.Path, new FakeTimeProvider()).Write(
            files.ToDictionary(file => file.Name, file => new VolumeFile(Encoding.UTF8.GetBytes(file.Text), ReadOnly)), _ => { });
}
