using RewardLab.Abstractions;
using RewardLab.Torch.Imaging;
using RewardLab.Torch.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace RewardLab.Torch.Tests.Imaging;

/// <summary>Against libtorch's own antialiased resize, which is what HPSv2's transform calls, and against numbers worked out by hand.</summary>
public sealed class LongestEdgePreprocessorTests
{
    private static readonly float[] Mean = [0.48145466f, 0.4578275f, 0.40821073f];
    private static readonly float[] Deviation = [0.26862954f, 0.26130258f, 0.27577711f];

    [Theory]
    [InlineData(300, 500, 134, 224)]
    [InlineData(97, 41, 224, 95)]
    [InlineData(512, 512, 224, 224)]
    [InlineData(31, 448, 16, 224)]
    public void Preprocess_AnyShape_EqualsTorchsResizeAndPadding(int height, int width, int newHeight, int newWidth)
    {
        using var scope = NewDisposeScope();
        var images = Noise(height, width);

        var actual = new ImagePreprocessor(ImagePreprocessorConfig.Hpsv2).Preprocess(images);

        var values = images.ToTensor().permute(0, 3, 1, 2).to(float32).Div(255);
        var resized = interpolate(values, [newHeight, newWidth], mode: InterpolationMode.Bicubic, align_corners: false, antialias: true);
        var (top, left) = ((224 - newHeight) / 2, (224 - newWidth) / 2);
        var padded = zeros(1, 3, 224, 224);
        padded.narrow(2, top, newHeight).narrow(3, left, newWidth).copy_(resized);
        var expected = (padded - tensor(Mean, [1, 3, 1, 1])) / tensor(Deviation, [1, 3, 1, 1]);
        (actual - expected).abs().max().item<float>().ShouldBeLessThan(1e-4f);
    }

    [Fact]
    public void Preprocess_WhiteSquareOfTheRightSize_IsOnlyNormalised()
    {
        var pixels = new byte[224 * 224 * 3];
        Array.Fill(pixels, (byte)255);

        var batch = new ImagePreprocessor(ImagePreprocessorConfig.Hpsv2).PreprocessValues(new ImageBatch(pixels, 1, 224, 224));

        for (var channel = 0; channel < 3; channel++)
        {
            batch.Values[channel * 224 * 224].ShouldBe((1 - Mean[channel]) / Deviation[channel], 1e-5f);
        }
    }

    [Fact]
    public void Preprocess_ThinStrip_StandsBetweenBlackBars()
    {
        var pixels = new byte[3 * 448 * 3];
        Array.Fill(pixels, (byte)255);

        var batch = new ImagePreprocessor(ImagePreprocessorConfig.Hpsv2).PreprocessValues(new ImageBatch(pixels, 1, 3, 448));

        // 3 rows halve to 1.5, which rounds to the even 2: rows 111 and 112.
        var column = Enumerable.Range(0, 224).Select(row => batch.Values[(row * 224) + 100]).ToArray();
        column[110].ShouldBe(-Mean[0] / Deviation[0], 1e-6f);
        column[111].ShouldBe((1 - Mean[0]) / Deviation[0], 1e-5f);
        column[112].ShouldBe((1 - Mean[0]) / Deviation[0], 1e-5f);
        column[113].ShouldBe(-Mean[0] / Deviation[0], 1e-6f);
    }

    private static ImageBatch Noise(int height, int width)
    {
        var seeds = SeedStream.Create(5, "noise");
        return new ImageBatch([.. Enumerable.Range(0, height * width * 3).Select(i => (byte)seeds[i])], 1, height, width);
    }
}
