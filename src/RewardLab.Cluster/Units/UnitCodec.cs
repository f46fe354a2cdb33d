using System.Text;
using RewardLab.Abstractions;

namespace RewardLab.Cluster.Units;

/// <summary>A unit as bytes, which is how it travels: kind, stage, index, shared names, input, then the unit that it follows.</summary>
internal static class UnitCodec
{
    private const byte Version = 1;
    private const int MaxDepth = 8;
    private const int MaxShared = 4096;

    /// <summary>Bytes of a unit, those that it follows included.</summary>
    /// <exception cref="RewardLabException">They are more than <see cref="IWorkerPool.MaxBytes"/>.</exception>
    public static byte[] Encode(WorkUnit unit)
    {
        var (size, depth) = (0L, 0);
        for (var part = unit; part is not null; part = part.Follows)
        {
            size += part.Input.Length;
            if (++depth > MaxDepth)
            {
                throw new ArgumentException($"A unit follows more than {MaxDepth} others in a row.", nameof(unit));
            }
        }

        if (size > IWorkerPool.MaxBytes)
        {
            throw new RewardLabException(
                $"Unit {unit.Index} of {unit.Stage} ({unit.Kind}) has an input of {size} bytes; at most {IWorkerPool.MaxBytes} can be sent.");
        }

        using var stream = new MemoryStream(checked((int)size + (depth * 256)));
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Version);
        for (var part = unit; part is not null; part = part.Follows)
        {
            writer.Write(true);
            writer.Write(part.Kind);
            writer.Write(part.Stage);
            writer.Write(part.Index);
            writer.Write(part.Shared.Count);
            foreach (var name in part.Shared)
            {
                writer.Write(name);
            }

            writer.Write(part.Input.Length);
            writer.Write(part.Input.Span);
        }

        writer.Write(false);
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; inputs are views of the bytes.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static WorkUnit Decode(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        try
        {
            if (reader.ReadByte() != Version)
            {
                throw new InvalidDataException("The unit is of another version.");
            }

            return Read(reader, bytes, depth: 0) ?? throw new InvalidDataException("The unit is empty.");
        }
        catch (EndOfStreamException exception)
        {
            throw new InvalidDataException("The unit is cut off.", exception);
        }
    }

    private static WorkUnit? Read(BinaryReader reader, byte[] bytes, int depth)
    {
        if (!reader.ReadBoolean())
        {
            return null;
        }

        var (kind, stage, index) = (reader.ReadString(), reader.ReadString(), reader.ReadInt32());
        var count = reader.ReadInt32();
        if (depth >= MaxDepth || count is < 0 or > MaxShared)
        {
            throw new InvalidDataException("The unit is damaged.");
        }

        string[] shared = [.. Enumerable.Range(0, count).Select(_ => reader.ReadString())];
        var (length, start) = (reader.ReadInt32(), (int)reader.BaseStream.Position);
        if (length < 0 || length > bytes.Length - start)
        {
            throw new InvalidDataException("The unit is cut off.");
        }

        reader.BaseStream.Position += length;
        return new WorkUnit
        {
            Kind = kind,
            Stage = stage,
            Index = index,
            Shared = shared,
            Input = bytes.AsMemory(start, length),
            Follows = Read(reader, bytes, depth + 1),
        };
    }
}
