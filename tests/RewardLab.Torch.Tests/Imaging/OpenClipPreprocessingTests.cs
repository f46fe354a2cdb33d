using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Torch.Imaging;
using RewardLab.Torch.Models.Clip;

namespace RewardLab.Torch.Tests.Imaging;

public sealed class OpenClipPreprocessingTests
{
    [Fact]
    public void ParsePreprocessing_EveryKey_IsObeyed()
    {
        var config = Parse(
            """{"mean": [0.5, 0.4, 0.3], "std": 0.25, "interpolation": "bilinear", "resize_mode": "longest", "fill_color": 9, "size": 224, "mode": "RGB"}""",
            size: 336);

        config.Mean.ShouldBe([0.5, 0.4, 0.3]);
        config.StandardDeviation.ShouldBe([0.25, 0.25, 0.25]);
        (config.Filter, config.ResizeMode, config.FillColor, config.IsCropped, config.CropRounding)
            .ShouldBe((ResampleFilter.Bilinear, ImageResizeMode.LongestEdge, (byte)9, true, CropRounding.HalfToEven));
        (config.ResizeHeight, config.ResizeWidth, config.CropHeight, config.CropWidth).ShouldBe((336, 336, 336, 336));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"mean": null, "std": 0, "interpolation": "random", "resize_mode": "shortest"}""")]
    public void ParsePreprocessing_NothingSaid_IsClips(string section)
    {
        var config = Parse(section, size: 224);

        (config with { Mean = ImagePreprocessorConfig.OpenAiClip.Mean, StandardDeviation = ImagePreprocessorConfig.OpenAiClip.StandardDeviation })
            .ShouldBe(ImagePreprocessorConfig.OpenAiClip);
        config.Mean.ShouldBe(ImagePreprocessorConfig.OpenAiClip.Mean);
        config.StandardDeviation.ShouldBe(ImagePreprocessorConfig.OpenAiClip.StandardDeviation);
    }

    [Theory]
    [InlineData("""{"mode": "L"}""", "preprocess_cfg.mode is \"L\"")]
    [InlineData("""{"interpolation": "nearest"}""", "preprocess_cfg.interpolation is 'nearest'")]
    [InlineData("""{"resize_mode": "crop"}""", "preprocess_cfg.resize_mode is 'crop'")]
    [InlineData("""{"fill_color": 256}""", "preprocess_cfg.fill_color is 256")]
    [InlineData("""{"std": [0.5, 0, 0.5]}""", "preprocess_cfg.std")]
    [InlineData("""{"mean": [0.5]}""", "preprocess_cfg.mean")]
    [InlineData("""{"crop_pct": 0.875}""", "preprocess_cfg.crop_pct is 0.875")]
    public void ParsePreprocessing_WhatIsNotSupported_IsRefusedByFileAndKey(string section, string named)
    {
        var message = Should.Throw<RewardLabException>(() => Parse(section, size: 224)).Message;

        message.ShouldContain("open_clip_config.json");
        message.ShouldContain(named);
        message.ShouldNotContain("\n");
    }

    [Fact]
    public void ResizeAndCrop_EachModeAndShape_GivesPillowsBytes()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "images", "open_clip.json")));
        var rows = document.RootElement.EnumerateArray().ToArray();
        rows.Length.ShouldBe(16);
        foreach (var row in rows)
        {
            var (height, width) = (row.GetProperty("height").GetInt32(), row.GetProperty("width").GetInt32());
            var keys = new[] { "resize_mode", "interpolation", "fill_color" };
            var section = $"{{{string.Join(", ", keys.Select(key => $"\"{key}\": {row.GetProperty(key).GetRawText()}"))}}}";
            var preprocessor = new ImagePreprocessor(Parse(section, row.GetProperty("side").GetInt32()));
            var image = new ImageBatch(Convert.FromHexString(row.GetProperty("pixels").GetString()!), 1, height, width);

            var found = preprocessor.ResizeAndCrop(image);

            Convert.ToHexStringLower(found[0]).ShouldBe(row.GetProperty("expected").GetString(), $"{height} x {width}, {section}");
        }
    }

    private static ImagePreprocessorConfig Parse(string section, int size) => OpenClipConfig.ParsePreprocessing(
        $$$"""{"model_cfg": {"embed_dim": 8, "vision_cfg": {"image_size": {{{size}}}}, "text_cfg": {}}, "preprocess_cfg": {{{section}}}}""",
        "folder/open_clip_config.json");
}
