using System.Buffers.Binary;
using RewardLab.Abstractions;

namespace RewardLab.Cluster.Tests;

/// <summary>Units whose input is a number.</summary>
internal static class TestUnits
{
    public const string Kind = "square";

    public static WorkUnit Create(int number, WorkUnit? follows = null, params string[] shared) => new()
    {
        Kind = Kind,
        Stage = "numbers",
        Index = number,
        Input = Bytes(number),
        Follows = follows,
        Shared = shared,
    };

    public static IEnumerable<WorkUnit> Create(int first, int count) => Enumerable.Range(first, count).Select(number => Create(number));

    public static byte[] Bytes(int number)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        return bytes;
    }

    public static int Number(ReadOnlyMemory<byte> bytes) => BinaryPrimitives.ReadInt32LittleEndian(bytes.Span);
}
