using System.Security.Cryptography;
using RewardLab.Abstractions;

namespace RewardLab.Torch.Scoring;

/// <summary>A batch without repeated images, told apart by SHA-256 of their pixels.</summary>
internal sealed class DistinctImages
{
    private readonly (ulong, ulong, ulong, ulong)[] _hashes;
    private readonly string _size;

    private DistinctImages(ImageBatch images, (ulong, ulong, ulong, ulong)[] hashes)
    {
        var distinct = new DistinctItems<(ulong, ulong, ulong, ulong)>(hashes, EqualityComparer<(ulong, ulong, ulong, ulong)>.Default);
        var firsts = new int[distinct.Items.Count];
        for (var i = images.Count - 1; i >= 0; i--)
        {
            firsts[distinct.IndexOf[i]] = i;
        }

        (Items, IndexOf, _hashes, _size) = (firsts, distinct.IndexOf, hashes, FormattableString.Invariant($"{images.Height}x{images.Width}"));
    }

    /// <summary>The first index of each distinct image.</summary>
    public IReadOnlyList<int> Items { get; }

    /// <summary>For each image, its place among the distinct ones.</summary>
    public int[] IndexOf { get; }

    /// <summary>Inspects every image of a batch.</summary>
    public static DistinctImages Find(ImageBatch images)
    {
        var hashes = new (ulong, ulong, ulong, ulong)[images.Count];
        Parallel.For(0, images.Count, i =>
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(images[i], hash);
            hashes[i] = (BitConverter.ToUInt64(hash), BitConverter.ToUInt64(hash[8..]), BitConverter.ToUInt64(hash[16..]), BitConverter.ToUInt64(hash[24..]));
        });
        return new DistinctImages(images, hashes);
    }

    /// <summary>A text that tells an image of the batch from all others of any batch.</summary>
    public string KeyOf(int index)
    {
        var (a, b, c, d) = _hashes[index];
        return FormattableString.Invariant($"{_size} {a:x16}{b:x16}{c:x16}{d:x16}");
    }
}
