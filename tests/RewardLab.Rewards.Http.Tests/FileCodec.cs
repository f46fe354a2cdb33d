using RewardLab.Abstractions;
using RewardLab.Runs.Images;

namespace RewardLab.Rewards.Http.Tests;

/// <summary>Reads and writes images as the program does.</summary>
internal sealed class FileCodec : IImageCodec
{
    public static FileCodec Instance { get; } = new();

    public ImageBatch Read(string path, ImageReading reading = ImageReading.Shown) => ImageFiles.Read(path, reading);

    public void WritePng(Stream stream, ImageBatch images, int index) => ImageFiles.WritePng(stream, images, index);

    public void WriteJpeg(Stream stream, ImageBatch images, int index, int quality) => ImageFiles.WriteJpeg(stream, images, index, quality);
}
