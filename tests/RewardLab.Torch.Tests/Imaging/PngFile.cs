using RewardLab.Abstractions;
using SkiaSharp;

namespace RewardLab.Torch.Tests.Imaging;

internal static class PngFile
{
    /// <summary>An image's values as stored: without a colour space Skia converts none, and unpremultiplied it scales none.</summary>
    public static ImageBatch Read(string path)
    {
        using var codec = SKCodec.Create(path);
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul, colorspace: null);
        codec.GetPixels(info, out var rgba).ShouldBe(SKCodecResult.Success);
        return new ImageBatch([.. rgba.Where((_, index) => index % 4 != 3)], 1, info.Height, info.Width);
    }
}
