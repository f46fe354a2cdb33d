using System.Buffers.Binary;
using RewardLab.Torch.Runtime;

namespace RewardLab.Torch.Tests.Runtime;

public sealed class ElfForwarderTests(TorchFixture fixture)
{
    [Fact]
    public void TryRename_NeededLibrarysTail_ChangesTheSonameAlone()
    {
        var original = LibTorch();
        var renamed = (byte[])original.Clone();
        ElfForwarder.TryRename(renamed, "libtorch_cpu.so", "torch_cpu.so").ShouldBeTrue();

        // One 64-bit value of the dynamic table, which now points three letters into the needed library's name.
        var changed = Enumerable.Range(0, original.Length).Where(i => original[i] != renamed[i]).ToArray();
        changed.Length.ShouldBeInRange(1, 8);
        (changed[^1] - changed[0]).ShouldBeLessThan(8);
        ElfForwarder.TryRename(renamed, "libtorch_cpu.so", "torch_cpu.so").ShouldBeTrue("the needed library is still named in full");
    }

    [Fact]
    public void TryRename_LibraryThatIsNotNeeded_LeavesTheFile()
    {
        var bytes = LibTorch();
        ElfForwarder.TryRename(bytes, "libnothing.so", "nothing.so").ShouldBeFalse();
        bytes.ShouldBe(LibTorch());
    }

    [Fact]
    public void TryRename_OtherFilesAndDamagedOnes_AreRefused()
    {
        var original = LibTorch();
        Should.Throw<InvalidDataException>(
            () => ElfForwarder.TryRename("MZ, no ELF file, though long enough to be one for all that is read first"u8.ToArray(), "liba.so", "a.so"));
        Should.Throw<ArgumentException>(() => ElfForwarder.TryRename(LibTorch(), "libtorch_cpu.so", "other.so"));
        foreach (var length in (int[])[0, 4, 63, 64, 200, original.Length / 2])
        {
            Should.Throw<InvalidDataException>(() => ElfForwarder.TryRename(original.AsSpan(0, length), "libtorch_cpu.so", "torch_cpu.so"), $"{length} bytes");
        }

        var hostile = (byte[])original.Clone();
        BinaryPrimitives.WriteUInt64LittleEndian(hostile.AsSpan(0x28), ulong.MaxValue);
        Should.Throw<InvalidDataException>(() => ElfForwarder.TryRename(hostile, "libtorch_cpu.so", "torch_cpu.so"));
    }

    private byte[] LibTorch()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "ELF is Linux's");
        return File.ReadAllBytes(Path.Combine(fixture.Info.Folder, "libtorch.so"));
    }
}
