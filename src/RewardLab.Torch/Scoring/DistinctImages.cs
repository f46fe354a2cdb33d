using System.Security.Cryptography;
using RewardLab.Abstractions;

namespace RewardLab.Torch.Scoring;

/// <summary>A batch without repeated images, told apart by SHA-256 of their pixels.</summary>
internal static class DistinctImages
{
    /// <returns>The first index of each distinct image, and for each image its place among them.</returns>
    public static (IReadOnlyList<int> Items, int[] IndexOf) Find(ImageBatch images)
    {
        var hashes = new (ulong, ulong, ulong, ulong)[images.Count];
        Parallel.For(0, images.Count, i =>
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(images[i], hash);
            hashes[i] = (BitConverter.ToUInt64(hash), BitConverter.ToUInt64(hash[8..]), BitConverter.ToUInt64(hash[16..]), BitConverter.ToUInt64(hash[24..]));
        });
        var distinct = new DistinctItems<(ulong, ulong, ulong, ulong)>(hashes, EqualityComparer<(ulong, ulong, ulong, ulong)>.Default);
        var firsts = new int[distinct.Items.Count];
        for (var i = images.Count - 1; i >= 0; i--)
        {
            firsts[distinct.IndexOf[i]] = i;
        }

        return (firsts, distinct.IndexOf);
    }
}
