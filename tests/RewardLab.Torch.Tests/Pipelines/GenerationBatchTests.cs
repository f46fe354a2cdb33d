using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Pipelines;

namespace RewardLab.Torch.Tests.Pipelines;

public sealed class GenerationBatchTests
{
    private const long Gigabyte = 1L << 30;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(4, 1)] // a quarter of it is what decoding takes
    [InlineData(8, 10)]
    [InlineData(1000, 64)]
    public void Size_FreeMemory_IsAQuarterLessDecoding(long freeGigabytes, int expected) =>
        GenerationBatch.Rule(Gigabyte).Choose(freeGigabytes * Gigabyte, Gigabyte / 10).ShouldBe(expected);

    [Fact]
    public void BytesPerImage_StableDiffusion_GrowWithSizeGuidanceAndPrecision()
    {
        var unet = new UNet2DConditionConfig();

        var bytes = GenerationBatch.BytesPerImage(unet, 64, 64, isGuided: true, bytesPerValue: 2);

        bytes.ShouldBeInRange(100_000_000, 400_000_000);
        GenerationBatch.BytesPerImage(unet, 64, 64, isGuided: false, bytesPerValue: 4).ShouldBe(bytes);
        GenerationBatch.BytesPerImage(unet, 128, 64, isGuided: true, bytesPerValue: 2).ShouldBe(2 * bytes);
    }

    [Fact]
    public void DecoderBytes_OneByOne_AreHalf()
    {
        var config = new AutoencoderKLConfig { BlockOutChannels = [128, 256, 512, 512] };

        var bytes = GenerationBatch.DecoderBytes(config, 64, 64, isOneByOne: false, bytesPerValue: 2);

        bytes.ShouldBeInRange(2 * Gigabyte, 3 * Gigabyte);
        GenerationBatch.DecoderBytes(config, 64, 64, isOneByOne: true, bytesPerValue: 2).ShouldBe(bytes / 2);
    }
}
