using RewardLab.Abstractions;
using RewardLab.Torch.Imaging;

namespace RewardLab.Torch.Tests.Imaging;

public sealed class ImagePreprocessorConfigTests
{
    [Fact]
    public void Parse_OldClipLayout_MeansShortestEdge()
    {
        var config = ImagePreprocessorConfig.Parse(
            """{"feature_extractor_type":"CLIPFeatureExtractor","size":336,"crop_size":300,"resample":2,"image_mean":[0.1,0.2,0.3],"image_std":[1,2,3]}""",
            "p.json");

        (config.ResizeMode, config.ResizeHeight, config.IsCropped, config.CropWidth).ShouldBe((ImageResizeMode.ShortestEdge, 336, true, 300));
        config.Filter.ShouldBe(ResampleFilter.Bilinear);
        config.Mean.ShouldBe([0.1, 0.2, 0.3]);
        config.StandardDeviation.ShouldBe([1.0, 2.0, 3.0]);
    }

    [Fact]
    public void Parse_BlipLayout_MeansSquashWithoutCrop()
    {
        var config = ImagePreprocessorConfig.Parse(
            """{"image_processor_type":"BlipImageProcessor","size":{"height":384,"width":256},"do_normalize":false,"do_rescale":false}""", "p.json");

        (config.ResizeMode, config.ResizeHeight, config.ResizeWidth, config.IsCropped).ShouldBe((ImageResizeMode.Squash, 384, 256, false));
        (config.RescaleFactor, config.Mean[0], config.StandardDeviation[0]).ShouldBe((1.0, 0.0, 1.0));
    }

    [Theory]
    [InlineData("ViTImageProcessor", ResampleFilter.Bilinear, 0.5, 224)]
    [InlineData("SiglipImageProcessor", ResampleFilter.Bicubic, 0.5, 224)]
    [InlineData("BlipImageProcessorFast", ResampleFilter.Bicubic, 0.48145466, 384)]
    public void Parse_ProcessorThatSaysNothing_HasItsClassDefaults(string type, ResampleFilter filter, double mean, int side)
    {
        var config = ImagePreprocessorConfig.Parse($$"""{"image_processor_type":"{{type}}"}""", "p.json");

        (config.ResizeMode, config.Filter, config.Mean[0], config.ResizeHeight, config.IsCropped).ShouldBe((ImageResizeMode.Squash, filter, mean, side, false));
    }

    [Fact]
    public void ToJson_ReadAgain_IsTheSame()
    {
        foreach (var mode in Enum.GetValues<ImageResizeMode>())
        {
            var config = new ImagePreprocessorConfig
            {
                ResizeMode = mode,
                ResizeHeight = 20,
                ResizeWidth = 20,
                Filter = ResampleFilter.Bilinear,
                CropHeight = 18,
                CropWidth = 19,
                CropRounding = CropRounding.HalfToEven,
                FillColor = 7, RescaleFactor = 0.5, Mean = [.1, .2, .3], StandardDeviation = [.4, .5, .6],
            };

            var read = ImagePreprocessorConfig.Parse(config.ToJson(), "p.json");

            (read with { Mean = config.Mean, StandardDeviation = config.StandardDeviation }).ShouldBe(config);
            read.Mean.ShouldBe(config.Mean);
            read.StandardDeviation.ShouldBe(config.StandardDeviation);
        }
    }

    [Theory]
    [InlineData("""{"size":{"longest_edge":224}}""", "size")]
    [InlineData("""{"size":0}""", "size")]
    [InlineData("""{"size":{"shortest_edge":1000000}}""", "size.shortest_edge")]
    [InlineData("""{"resample":0}""", "resample")]
    [InlineData("""{"image_std":[0,1,1]}""", "image_std")]
    [InlineData("""{"image_mean":[1,1]}""", "image_mean")]
    [InlineData("""{"image_mean":[1,1,"x"]}""", "image_mean")]
    [InlineData("""{"do_resize":"yes"}""", "do_resize")]
    [InlineData("""{"image_processor_type":"LevitImageProcessor"}""", "image_processor_type is 'LevitImageProcessor'")]
    [InlineData("""{"do_pad":true}""", "do_pad")]
    [InlineData("""{"crop_pct":0.9}""", "crop_pct is 0.9")]
    [InlineData("""{"size":{"shortest_edge":224,"longest_edge":300}}""", "size.longest_edge")]
    [InlineData("""{"do_normalize":false,"image_mean":[1]}""", "image_mean")]
    [InlineData("[]", "p.json")]
    public void Parse_UnusableValue_IsRefusedByFileAndKey(string json, string named)
    {
        var message = Should.Throw<RewardLabException>(() => ImagePreprocessorConfig.Parse(json, "p.json")).Message;

        message.ShouldContain("p.json");
        message.ShouldContain(named);
        message.ShouldNotContain("\n");
    }
}
