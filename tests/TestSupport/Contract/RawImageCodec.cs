using RewardLab.Abstractions;

namespace RewardLab.TestSupport;

/// <summary>Keeps images as their bytes, all of one size.</summary>
internal sealed class RawImageCodec(int size) : IImageCodec
{
    public ImageBatch Read(string path, ImageReading reading = ImageReading.Shown) => new(File.ReadAllBytes(path), 1, size, size);

    public void WritePng(Stream stream, ImageBatch images, int index) => stream.Write(images[index]);
}
