using System.Buffers.Binary;
using System.Security.Cryptography;
using RewardLab.Abstractions;

namespace RewardLab.Rewards.Judges.Questions;

/// <summary>An image that questions are asked about; hashed and encoded once, when that is first needed. Safe from any thread.</summary>
/// <param name="images">The batch that holds it.</param>
/// <param name="index">Its index there.</param>
/// <param name="codec">Encodes it.</param>
internal sealed class JudgeImage(ImageBatch images, int index, IImageCodec codec)
{
    private readonly Lazy<string> _sha256 = new(() => Hash(images, index));
    private readonly Lazy<byte[]> _png = new(() =>
    {
        using var stream = new MemoryStream();
        codec.WritePng(stream, images, index);
        return stream.ToArray();
    });

    /// <summary>SHA-256 over height, width and pixels, in lower-case hexadecimal digits.</summary>
    public string Sha256 => _sha256.Value;

    /// <summary>The image as PNG.</summary>
    public byte[] Png => _png.Value;

    /// <summary>Height in pixels.</summary>
    public int Height => images.Height;

    /// <summary>Width in pixels.</summary>
    public int Width => images.Width;

    private static string Hash(ImageBatch images, int index)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> size = stackalloc byte[2 * sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(size, images.Height);
        BinaryPrimitives.WriteInt32LittleEndian(size[sizeof(int)..], images.Width);
        hash.AppendData(size);
        hash.AppendData(images[index]);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
