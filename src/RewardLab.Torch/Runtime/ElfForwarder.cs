using System.Buffers.Binary;
using System.Text;

namespace RewardLab.Torch.Runtime;

/// <summary>Makes of a library that only needs another one a stand-in for it under a second name.</summary>
/// <remarks>
/// The loader takes a library that is in the process already when its SONAME is the name that is asked for. libtorch.so has no code of its own and
/// needs libtorch_cpu.so: a copy whose SONAME is "torch_cpu.so" answers to that name with the libtorch_cpu.so that was loaded before.
/// Layout: System V ABI, "Dynamic Section"; 64-bit little-endian files held in memory.
/// </remarks>
internal static class ElfForwarder
{
    private const uint SectionTypeDynamic = 6; // SHT_DYNAMIC
    private const long TagNeeded = 1; // DT_NEEDED
    private const long TagSoname = 14; // DT_SONAME

    /// <summary>Changes the SONAME to the end of a needed library's name, whose text is in the file's string table already.</summary>
    /// <param name="elf">The file; changed in place.</param>
    /// <param name="needed">A library that the file needs, such as "libtorch_cpu.so".</param>
    /// <param name="soname">What <paramref name="needed"/> ends with, such as "torch_cpu.so".</param>
    /// <returns>False when the file has no SONAME or does not need that library.</returns>
    /// <exception cref="InvalidDataException">The bytes are not such an ELF file.</exception>
    public static bool TryRename(Span<byte> elf, string needed, string soname)
    {
        if (!needed.EndsWith(soname, StringComparison.Ordinal))
        {
            throw new ArgumentException($"'{needed}' does not end with '{soname}'.", nameof(soname));
        }

        if (ElfSection.OfType(elf, SectionTypeDynamic) is not [var section, ..])
        {
            return false;
        }

        try
        {
            return TryRenameInTable(
                elf, elf.Slice(section.Offset, section.Size), section.Strings, Encoding.ASCII.GetBytes(needed), needed.Length - soname.Length);
        }
        catch (Exception exception) when (ElfSection.IsOutside(exception))
        {
            throw ElfSection.Damaged(exception);
        }
    }

    private static bool TryRenameInTable(ReadOnlySpan<byte> elf, Span<byte> entries, int strings, ReadOnlySpan<byte> needed, int skip)
    {
        const int EntrySize = 16;
        var (soname, found) = (-1, -1L);
        for (var entry = 0; entry + EntrySize <= entries.Length; entry += EntrySize)
        {
            var tag = BinaryPrimitives.ReadInt64LittleEndian(entries[entry..]);
            var value = BinaryPrimitives.ReadInt64LittleEndian(entries[(entry + 8)..]);
            if (tag == TagSoname)
            {
                soname = entry + 8;
            }
            else if (tag == TagNeeded)
            {
                var name = elf[(strings + checked((int)value))..];
                found = name[..name.IndexOf((byte)0)].SequenceEqual(needed) ? value : found;
            }
        }

        if (soname < 0 || found < 0)
        {
            return false;
        }

        BinaryPrimitives.WriteInt64LittleEndian(entries[soname..], found + skip);
        return true;
    }
}
