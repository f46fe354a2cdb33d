using System.Buffers.Binary;

namespace RewardLab.Torch.Runtime;

/// <summary>A section of a 64-bit little-endian ELF file held in memory.</summary>
/// <param name="Offset">Where it begins in the file.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Strings">Where the string table that it refers to begins in the file.</param>
internal sealed record ElfSection(int Offset, int Size, int Strings)
{
    private const int HeaderSize = 64;

    /// <summary>The sections of one type, in the file's order.</summary>
    /// <param name="elf">The file.</param>
    /// <param name="type">sh_type.</param>
    /// <exception cref="InvalidDataException">The bytes are not such an ELF file.</exception>
    public static List<ElfSection> OfType(ReadOnlySpan<byte> elf, uint type)
    {
        if (elf.Length < HeaderSize || !elf[..4].SequenceEqual("\u007fELF"u8) || elf[4] != 2 || elf[5] != 1)
        {
            throw new InvalidDataException("Not a 64-bit little-endian ELF file.");
        }

        try
        {
            var table = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(elf[0x28..]));
            int headerSize = BinaryPrimitives.ReadUInt16LittleEndian(elf[0x3a..]);
            int count = BinaryPrimitives.ReadUInt16LittleEndian(elf[0x3c..]);
            var sections = new List<ElfSection>();
            for (var i = 0; i < count; i++)
            {
                var header = elf.Slice(table + (i * headerSize), headerSize);
                if (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) == type)
                {
                    var stringSection = checked((int)BinaryPrimitives.ReadUInt32LittleEndian(header[0x28..]));
                    var stringHeader = elf.Slice(checked(table + (stringSection * headerSize)), headerSize);
                    sections.Add(
                        new ElfSection(OffsetOf(header), checked((int)BinaryPrimitives.ReadUInt64LittleEndian(header[0x20..])), OffsetOf(stringHeader)));
                }
            }

            return sections;
        }
        catch (Exception exception) when (IsOutside(exception))
        {
            throw Damaged(exception);
        }
    }

    /// <summary>Whether an exception says that a table lies outside of the file.</summary>
    public static bool IsOutside(Exception exception) => exception is ArgumentOutOfRangeException or IndexOutOfRangeException or OverflowException;

    /// <summary>What to throw then.</summary>
    public static InvalidDataException Damaged(Exception cause) => new("The ELF file is damaged: a table lies outside of it.", cause);

    private static int OffsetOf(ReadOnlySpan<byte> header) => checked((int)BinaryPrimitives.ReadUInt64LittleEndian(header[0x18..]));
}
