namespace RewardLab.Abstractions;

/// <summary>The codec of a host that has none.</summary>
internal sealed class NoImageCodec : IImageCodec
{
    public static NoImageCodec Instance { get; } = new();

    public ImageBatch Read(string path, ImageReading reading = ImageReading.Shown) => throw new RewardLabException($"'{path}': this host reads no images.");

    public void WritePng(Stream stream, ImageBatch images, int index) => throw new RewardLabException("This host writes no images.");
}
