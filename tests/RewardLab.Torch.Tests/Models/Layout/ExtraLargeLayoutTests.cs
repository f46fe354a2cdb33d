using System.Globalization;
using RewardLab.Torch.Models.Diffusion;

namespace RewardLab.Torch.Tests.Models.Layout;

/// <summary>Stable Diffusion XL's U-Net: every parameter's name and shape against those of the published checkpoint.</summary>
public sealed class ExtraLargeLayoutTests
{
    private const string Layout = "sdxl-unet";
    private const int Width = 320;
    private const int NarrowWidth = 4;

    [Fact]
    public void Layout_OfThePublishedFile_HasItsNumberOfTensorsAndParameters()
    {
        var shapes = PublishedLayout.Read(Layout);
        shapes.Count.ShouldBe(1680);
        shapes.Values.Sum(shape => shape.Split(' ').Aggregate(1L, (product, size) => product * long.Parse(size, CultureInfo.InvariantCulture)))
            .ShouldBe(2_567_463_684);
    }

    // The real model takes 10 GB. This one differs by its width alone: names are the same, and sizes that go by the width are a fixed part of the real ones.
    [Fact]
    public void UNet_AsPublishedButNarrow_HasThePublishedNamesAndShapes()
    {
        using var model = new UNet2DConditionModel(UNet2DConditionConfig.Parse(
            """
            {"block_out_channels": [4, 8, 16], "norm_num_groups": 4, "cross_attention_dim": 2048, "attention_head_dim": [1, 2, 4],
             "transformer_layers_per_block": [1, 2, 10], "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
             "up_block_types": ["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"], "use_linear_projection": true,
             "addition_embed_type": "text_time", "addition_time_embed_dim": 256, "projection_class_embeddings_input_dim": 2816}
            """,
            "unet"));

        var actual = model.state_dict().ToDictionary(entry => entry.Key, entry => string.Join(' ', entry.Value.shape), StringComparer.Ordinal);
        var expected = PublishedLayout.Read(Layout).ToDictionary(
            entry => entry.Key,
            entry => string.Join(' ', entry.Value.Split(' ').Select(size => Narrow(int.Parse(size, CultureInfo.InvariantCulture)))),
            StringComparer.Ordinal);

        actual.Keys.Except(expected.Keys).ShouldBeEmpty();
        expected.Keys.Except(actual.Keys).ShouldBeEmpty();
        foreach (var (name, shape) in expected)
        {
            actual[name].ShouldBe(shape, name);
        }

        static int Narrow(int size) => size % Width == 0 ? size / Width * NarrowWidth : size;
    }
}
