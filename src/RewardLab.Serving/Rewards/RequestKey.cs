using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using RewardLab.Serving.Dialects;

namespace RewardLab.Serving.Rewards;

/// <summary>What determines the scores of a request, as one text.</summary>
internal static class RequestKey
{
    /// <summary>The key: equal for equal images, prompts and rewards in the same order.</summary>
    public static string Create(RewardRequest request, IReadOnlyList<IReadOnlyList<string>> rewards)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, [request.IsMatrix ? (byte)1 : (byte)0, request.WantsDetails ? (byte)1 : (byte)0]);
        foreach (var (index, entry) in request.Entries.Index())
        {
            Append(hash, entry.Image.Span);
            Append(hash, entry.Prompts);
            Append(hash, rewards[index]);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, IReadOnlyList<string> texts)
    {
        Append(hash, BitConverter.GetBytes(texts.Count));
        foreach (var text in texts)
        {
            Append(hash, Encoding.UTF8.GetBytes(text));
        }
    }

    // With its length: no two lists look alike.
    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
