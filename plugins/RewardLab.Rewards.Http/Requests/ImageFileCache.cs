using RewardLab.Abstractions;

namespace RewardLab.Rewards.Http.Requests;

/// <summary>The images of one batch as files, each written when it is first sent. Safe from any thread.</summary>
internal sealed class ImageFileCache
{
    private readonly Lazy<ReadOnlyMemory<byte>>[] _files;

    /// <param name="images">The batch.</param>
    /// <param name="codec">Writes the files.</param>
    /// <param name="format">As what.</param>
    /// <param name="jpegQuality">Quality of JPEG.</param>
    public ImageFileCache(ImageBatch images, IImageCodec codec, RequestImageFormat format, int jpegQuality) => _files =
    [
        .. Enumerable.Range(0, images.Count).Select(index => new Lazy<ReadOnlyMemory<byte>>(() =>
        {
            using var stream = new MemoryStream();
            if (format == RequestImageFormat.Jpeg)
            {
                codec.WriteJpeg(stream, images, index, jpegQuality);
            }
            else
            {
                codec.WritePng(stream, images, index);
            }

            return stream.ToArray();
        })),
    ];

    /// <summary>The file of an image.</summary>
    public ReadOnlyMemory<byte> this[int image] => _files[image].Value;
}
