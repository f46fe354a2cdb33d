using System.Text;
using RewardLab.Abstractions;

namespace RewardLab.Hosting.Components.Units;

/// <summary>Results of units of components: the numbers that the worker has computed with, then a score that is not finite or what was asked for.</summary>
internal static class UnitResult
{
    /// <summary>Writes a result.</summary>
    public static ReadOnlyMemory<byte> Write(UnitSettings settings, Action<BinaryWriter> payload) => Write(settings, isFinite: true, payload);

    /// <summary>Writes that a score is not finite: training continues without it, on workers too.</summary>
    public static ReadOnlyMemory<byte> Write(UnitSettings settings, ScoreNotFiniteException exception) => Write(settings, isFinite: false, writer =>
    {
        writer.Write(exception.Message);
        writer.Write(exception.Image ?? -1);
    });

    /// <summary>Reads a result's numbers; the rest is for <see cref="Payload"/>.</summary>
    public static (IReadOnlyList<(string Purpose, int Value)> Settings, BinaryReader Remainder) Read(ReadOnlyMemory<byte> result)
    {
        var reader = Reader(result);
        var settings = new (string, int)[reader.ReadInt32()];
        for (var i = 0; i < settings.Length; i++)
        {
            settings[i] = (reader.ReadString(), reader.ReadInt32());
        }

        return (settings, reader);
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="ScoreNotFiniteException">A score is not finite.</exception>
    public static BinaryReader Payload(BinaryReader rest)
    {
        if (rest.ReadBoolean())
        {
            return rest;
        }

        var (message, image) = (rest.ReadString(), rest.ReadInt32());
        throw new ScoreNotFiniteException(message) { Image = image < 0 ? null : image };
    }

    /// <summary>Reads bytes from their beginning.</summary>
    public static BinaryReader Reader(ReadOnlyMemory<byte> bytes) => new(
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(bytes, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false),
        Encoding.UTF8);

    /// <summary>Writes bytes.</summary>
    public static ReadOnlyMemory<byte> Bytes(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            write(writer);
        }

        return stream.GetBuffer().AsMemory(0, (int)stream.Length);
    }

    private static ReadOnlyMemory<byte> Write(UnitSettings settings, bool isFinite, Action<BinaryWriter> payload) => Bytes(writer =>
    {
        var used = settings.Used;
        writer.Write(used.Count);
        foreach (var (purpose, value) in used)
        {
            writer.Write(purpose);
            writer.Write(value);
        }

        writer.Write(isFinite);
        payload(writer);
    });
}
