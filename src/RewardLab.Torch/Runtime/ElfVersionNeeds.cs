using System.Buffers.Binary;
using System.Text;

namespace RewardLab.Torch.Runtime;

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
        var found = false;
        foreach (var section in ElfSection.OfType(elf, SectionTypeVersionNeeds))
        {
            try
            {
                found |= MarkInTable(elf, section.Offset, section.Strings, Encoding.ASCII.GetBytes(versionName));
            }
            catch (Exception exception) when (ElfSection.IsOutside(exception))
            {
                throw ElfSection.Damaged(exception);
            }
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
