using System.Buffers.Binary;
using System.Text;

namespace RewardLab.Numerics.Runtime;

/// <summary>Reads and edits the version-needs table (.gnu.version_r) of a 64-bit little-endian ELF file held in memory.</summary>
/// <remarks>Layout: System V ABI, "Symbol versioning" in the Linux Standard Base (Elfxx_Verneed, Elfxx_Vernaux).</remarks>
internal static class ElfVersionNeeds
{
    private const uint SectionTypeVersionNeeds = 0x6ffffffe; // SHT_GNU_verneed
    private const ushort WeakFlag = 2; // VER_FLG_WEAK

    /// <summary>Marks one needed version weak, so that the loader does without it when a library lacks it.</summary>
    /// <returns>False when the file does not need that version.</returns>
    /// <exception cref="InvalidDataException">The bytes are not such an ELF file.</exception>
    public static bool TryMarkWeak(Span<byte> elf, string versionName)
    {
        try
        {
            return TryMarkWeakCore(elf, versionName);
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or IndexOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException("The ELF file is damaged: a table lies outside of it.", exception);
        }
    }

    private static bool TryMarkWeakCore(Span<byte> elf, string versionName)
    {
        if (elf.Length < 64 || !elf[..4].SequenceEqual("\u007fELF"u8) || elf[4] != 2 || elf[5] != 1)
        {
            throw new InvalidDataException("Not a 64-bit little-endian ELF file.");
        }

        var sectionTable = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(elf[0x28..]));
        int sectionSize = BinaryPrimitives.ReadUInt16LittleEndian(elf[0x3a..]);
        int sectionCount = BinaryPrimitives.ReadUInt16LittleEndian(elf[0x3c..]);
        var found = false;
        for (var i = 0; i < sectionCount; i++)
        {
            var section = elf.Slice(sectionTable + (i * sectionSize), sectionSize);
            if (BinaryPrimitives.ReadUInt32LittleEndian(section[4..]) != SectionTypeVersionNeeds)
            {
                continue;
            }

            var offset = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(section[0x18..]));
            var stringSection = checked((int)BinaryPrimitives.ReadUInt32LittleEndian(section[0x28..]));
            var strings = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(elf[(sectionTable + (stringSection * sectionSize) + 0x18)..]));
            found |= MarkInTable(elf, offset, strings, Encoding.ASCII.GetBytes(versionName));
        }

        return found;
    }

    private static bool MarkInTable(Span<byte> elf, int offset, int strings, byte[] versionName)
    {
        var found = false;
        for (var need = offset; ;)
        {
            int auxiliaryCount = BinaryPrimitives.ReadUInt16LittleEndian(elf[(need + 2)..]);
            var auxiliary = need + checked((int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(need + 8)..]));
            for (var j = 0; j < auxiliaryCount; j++)
            {
                var name = elf[(strings + checked((int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(auxiliary + 8)..])))..];
                if (name[..name.IndexOf((byte)0)].SequenceEqual(versionName))
                {
                    var flags = BinaryPrimitives.ReadUInt16LittleEndian(elf[(auxiliary + 4)..]);
                    BinaryPrimitives.WriteUInt16LittleEndian(elf[(auxiliary + 4)..], (ushort)(flags | WeakFlag));
                    found = true;
                }

                auxiliary += checked((int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(auxiliary + 12)..]));
            }

            var next = checked((int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(need + 12)..]));
            if (next == 0)
            {
                return found;
            }

            need += next;
        }
    }
}
