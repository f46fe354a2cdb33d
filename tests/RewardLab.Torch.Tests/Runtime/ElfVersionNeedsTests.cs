using RewardLab.Torch.Runtime;

namespace RewardLab.Torch.Tests.Runtime;

public sealed class ElfVersionNeedsTests(TorchFixture fixture)
{
    private const string Version = "GLIBCXX_3.4.32";

    [Fact]
    public void TryMarkWeak_NeededVersion_SetsItsFlagAlone()
    {
        var original = Binding();
        var marked = (byte[])original.Clone();
        ElfVersionNeeds.TryMarkWeak(marked, Version).ShouldBeTrue();

        // VER_FLG_WEAK is bit 1 of the flags of one entry.
        var changed = Enumerable.Range(0, original.Length).Where(i => original[i] != marked[i]).ToArray();
        (original[changed.ShouldHaveSingleItem()] ^ marked[changed[0]]).ShouldBe(2);
    }

    [Fact]
    public void TryMarkWeak_VersionThatIsNotNeeded_LeavesTheFile()
    {
        var bytes = Binding();
        ElfVersionNeeds.TryMarkWeak(bytes, "GLIBCXX_9.9.9").ShouldBeFalse();
        bytes.ShouldBe(Binding());
    }

    [Fact]
    public void TryMarkWeak_DamagedFile_IsRefused()
    {
        var original = Binding();
        foreach (var length in (int[])[0, 63, 64, original.Length / 2])
        {
            Should.Throw<InvalidDataException>(() => ElfVersionNeeds.TryMarkWeak(original.AsSpan(0, length), Version), $"{length} bytes");
        }
    }

    private byte[] Binding()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "ELF is Linux's");
        return File.ReadAllBytes(Path.Combine(fixture.Info.Folder, "libLibTorchSharp.so"));
    }
}
