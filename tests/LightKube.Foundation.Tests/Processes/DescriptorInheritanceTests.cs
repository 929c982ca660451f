using System.Diagnostics;
using LightKube.Foundation.Processes;
using LightKube.Testing.Files;

namespace LightKube.Foundation.Tests.Processes;

public sealed class DescriptorInheritanceTests
{
    [Test]
    public void A_child_has_the_file_only_while_that_is_allowed()
    {
        using var directory = new TemporaryDirectory();
        using var file = File.OpenHandle(directory.File("shared"), FileMode.Create, FileAccess.Write);
        var descriptor = (int)file.DangerousGetHandle();

        Assert.That(ChildHas(descriptor), Is.False);
        DescriptorInheritance.Allow(descriptor);
        Assert.That(ChildHas(descriptor), Is.True);
        DescriptorInheritance.Forbid(descriptor);
        Assert.That(ChildHas(descriptor), Is.False);
    }

    [Test]
    public void A_descriptor_that_is_not_open_is_named() =>
        Assert.That(() => DescriptorInheritance.Forbid(1 << 20), Throws.TypeOf<IOException>().With.Message.Contains($"descriptor {1 << 20}: Bad file"));

    private static bool ChildHas(int descriptor)
    {
        using var child = Process.Start("test", ["-e", $"/proc/self/fd/{descriptor}"]);
        child.WaitForExit();
        return child.ExitCode == 0;
    }
}
