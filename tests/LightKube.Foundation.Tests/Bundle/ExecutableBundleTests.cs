using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using LightKube.Foundation.Bundle;

namespace LightKube.Foundation.Tests.Bundle;

internal sealed class ExecutableBundleTests
{
    private string _folder = null!;

    private string Executable => Path.Combine(_folder, "program");

    private string Data => Path.Combine(_folder, "data");

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("lightkube-bundle-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Program_without_a_bundle_has_none()
    {
        File.WriteAllText(Executable, new string('x', 1000));

        Assert.That(ExecutableBundle.Open(Executable), Is.Null);
    }

    [Test]
    public void Program_shorter_than_a_footer_has_no_bundle()
    {
        File.WriteAllText(Executable, "tiny");

        Assert.That(ExecutableBundle.Open(Executable), Is.Null);
    }

    [Test]
    public void Files_are_unpacked_with_their_content_and_mode()
    {
        WriteExecutable(("bin/tool", "755", "the tool"), ("cni/empty", "755", ""), ("images/pause.tar", "644", "an image"));

        var unpacked = ExecutableBundle.Open(Executable)!.Unpack(Data);

        Assert.Multiple(() =>
        {
            Assert.That(File.ReadAllText(Path.Combine(unpacked.BinDirectory, "tool")), Is.EqualTo("the tool"));
            Assert.That(File.GetUnixFileMode(Path.Combine(unpacked.BinDirectory, "tool")), Is.EqualTo((UnixFileMode)0b111_101_101));
            Assert.That(new FileInfo(Path.Combine(unpacked.CniDirectory, "empty")).Length, Is.Zero);
            Assert.That(unpacked.ImageArchives.Select(Path.GetFileName), Is.EqualTo(new[] { "pause.tar" }));
        });
    }

    [Test]
    public void Folder_is_named_by_the_hash_and_nothing_else_is_left_beside_it()
    {
        WriteExecutable(("bin/tool", "755", "the tool"));
        var bundle = ExecutableBundle.Open(Executable)!;

        var unpacked = bundle.Unpack(Data);

        Assert.That(Directory.GetFileSystemEntries(Path.Combine(Data, "runtime")), Is.EqualTo(new[] { unpacked.Directory }));
        Assert.That(Path.GetFileName(unpacked.Directory), Is.EqualTo(bundle.Hash));
    }

    [Test]
    public void Second_unpacking_leaves_the_files_alone()
    {
        WriteExecutable(("bin/tool", "755", "the tool"));
        var bundle = ExecutableBundle.Open(Executable)!;
        var tool = Path.Combine(bundle.Unpack(Data).BinDirectory, "tool");
        File.SetLastWriteTimeUtc(tool, DateTime.UnixEpoch);

        bundle.Unpack(Data);

        Assert.That(File.GetLastWriteTimeUtc(tool), Is.EqualTo(DateTime.UnixEpoch));
    }

    [TestCase("bin/tool")]
    [TestCase(BundleUnpacker.Marker)]
    public void Folder_that_lost_a_file_is_unpacked_again(string lost)
    {
        WriteExecutable(("bin/tool", "755", "the tool"), ("bin/other", "755", "another"));
        var bundle = ExecutableBundle.Open(Executable)!;
        var unpacked = bundle.Unpack(Data);
        File.Delete(Path.Combine(unpacked.Directory, lost));

        bundle.Unpack(Data);

        Assert.That(File.ReadAllText(Path.Combine(unpacked.BinDirectory, "tool")), Is.EqualTo("the tool"));
        Assert.That(Directory.GetFileSystemEntries(Path.Combine(Data, "runtime")), Has.Length.EqualTo(1));
    }

    [Test]
    public void Content_that_does_not_have_its_hash_is_refused_and_leaves_nothing()
    {
        WriteExecutable([("bin/tool", "755", "the tool")], index => index.Replace(Hash("the tool"), Hash("another tool")));
        var bundle = ExecutableBundle.Open(Executable)!;

        Assert.That(() => bundle.Unpack(Data), Throws.TypeOf<BundleException>().With.Message.Contains("bin/tool does not have its hash"));
        Assert.That(Directory.GetFileSystemEntries(Path.Combine(Data, "runtime")), Is.Empty);
    }

    [Test]
    public void Stream_that_ends_early_is_refused()
    {
        WriteExecutable([("bin/tool", "755", "the tool")], index => index.Replace(" 8 ", " 9 "));
        var bundle = ExecutableBundle.Open(Executable)!;

        Assert.That(() => bundle.Unpack(Data), Throws.TypeOf<BundleException>().With.Message.Contains("bin/tool"));
    }

    [TestCase("../outside")]
    [TestCase("/etc/passwd")]
    [TestCase("bin/../../outside")]
    public void Path_that_leaves_the_folder_is_refused(string path)
    {
        WriteExecutable((path, "755", "the tool"));

        Assert.That(() => ExecutableBundle.Open(Executable), Throws.TypeOf<BundleException>());
    }

    [Test]
    public void Changed_index_is_refused()
    {
        WriteExecutable(("bin/tool", "755", "the tool"));
        var bytes = File.ReadAllBytes(Executable);
        bytes[^(BundleFooter.Length + 2)] ^= 1;
        File.WriteAllBytes(Executable, bytes);

        Assert.That(() => ExecutableBundle.Open(Executable), Throws.TypeOf<BundleException>().With.Message.Contains("index"));
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private void WriteExecutable(params (string Path, string Mode, string Content)[] files) => WriteExecutable(files, index => index);

    private void WriteExecutable((string Path, string Mode, string Content)[] files, Func<string, string> edit)
    {
        using var stream = new MemoryStream();
        using (var brotli = new BrotliStream(stream, CompressionMode.Compress, leaveOpen: true))
            brotli.Write(Encoding.UTF8.GetBytes(string.Concat(files.Select(file => file.Content))));
        var index = edit(string.Concat(files.Select(file => string.Create(CultureInfo.InvariantCulture,
            $"{Hash(file.Content)} {file.Content.Length} {file.Mode} {file.Path}\n"))));
        var footer = new BundleFooter(stream.Length, index.Length, Hash(index));
        File.WriteAllBytes(Executable,
            [.. "code of the program"u8, .. stream.ToArray(), .. Encoding.UTF8.GetBytes(index), .. Encoding.UTF8.GetBytes(footer.ToString())]);
    }
}
