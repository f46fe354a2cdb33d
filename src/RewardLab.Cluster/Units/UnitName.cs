using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using RewardLab.Abstractions;

namespace RewardLab.Cluster.Units;

/// <summary>Names a unit by its content, so that whoever has computed it is found again, also by another run of the same.</summary>
internal static class UnitName
{
    /// <summary>SHA-256 over kind, shared data and input, in lower-case hexadecimal digits. Stage and index are for people and order.</summary>
    public static string Compute(WorkUnit unit)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, Encoding.UTF8.GetBytes(unit.Kind));
        foreach (var name in unit.Shared)
        {
            Append(hash, Encoding.UTF8.GetBytes(name));
        }

        Append(hash, unit.Input.Span);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // With its length, so that no two lists of parts give the same bytes.
    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, part.Length);
        hash.AppendData(length);
        hash.AppendData(part);
    }
}
