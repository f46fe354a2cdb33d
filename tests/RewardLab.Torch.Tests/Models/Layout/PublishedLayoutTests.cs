using RewardLab.Torch.Models.Blip;
using RewardLab.Torch.Models.Blip2;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Models.Sd3;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Models.Layout;

/// <summary>The real configurations on random weights: every parameter's name and shape against the published checkpoints', written down in Layouts/.</summary>
public sealed class PublishedLayoutTests
{
    [Theory]
    [InlineData("clip-vit-b32", 512, 512, 2048, 12, 8, 768, 3072, 12, 12, 32, ClipActivation.QuickGelu, 151_277_313)]
    [InlineData("clip-vit-l14", 768, 768, 3072, 12, 12, 1024, 4096, 24, 16, 14, ClipActivation.QuickGelu, 427_616_513)]
    [InlineData("clip-vit-h14", 1024, 1024, 4096, 24, 16, 1280, 5120, 32, 16, 14, ClipActivation.Gelu, 986_109_441)]
    public void ClipModel_RealShape_HasThePublishedNames(
        string layout,
        int projection,
        int textWidth,
        int textInner,
        int textLayers,
        int textHeads,
        int width,
        int inner,
        int layers,
        int heads,
        int patch,
        ClipActivation activation,
        long count)
    {
        using var model = new ClipModel(new ClipConfig
        {
            ProjectionSize = projection,
            Text = new ClipTextConfig
            {
                VocabularySize = 49_408,
                MaxTokenCount = 77,
                EndOfTextId = 49_407,
                HiddenSize = textWidth,
                IntermediateSize = textInner,
                LayerCount = textLayers,
                HeadCount = textHeads,
                Activation = activation,
            },
            Vision = new ClipVisionConfig
            {
                ImageSize = 224,
                PatchSize = patch,
                HiddenSize = width,
                IntermediateSize = inner,
                LayerCount = layers,
                HeadCount = heads,
                Activation = activation,
            },
        });

        Check(model, layout, count);
    }

    [Fact]
    public void ImageRewardModel_Defaults_HaveThePublishedNames()
    {
        using var model = new ImageRewardModel(new ImageRewardConfig());

        Check(model, "imagereward", 446_665_953);
    }

    [Fact]
    public void Blip2Model_Defaults_HaveThePublishedNames()
    {
        using var model = new Blip2Model(new Blip2Config());

        Check(model, "blip2", 1_171_977_346);
    }

    // 9 GB in float32.
    [Fact(Explicit = true)]
    [Trait("Category", "Slow")]
    public void Sd3Transformer_StableDiffusion35Medium_HasThePublishedNames()
    {
        using var scope = NewDisposeScope();
        using var model = new Sd3Transformer(Sd3TransformerConfig.Parse(
            """
            {"_class_name": "SD3Transformer2DModel", "attention_head_dim": 64, "caption_projection_dim": 1536,
             "dual_attention_layers": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], "in_channels": 16, "joint_attention_dim": 4096,
             "num_attention_heads": 24, "num_layers": 24, "out_channels": 16, "patch_size": 2, "pooled_projection_dim": 2048,
             "pos_embed_max_size": 384, "qk_norm": "rms_norm", "sample_size": 128}
            """,
            "transformer"));

        Check(model, "sd35-medium", 2_243_171_520);
    }

    // The same model but narrow, whose names are the same and whose sizes go by the width.
    [Fact]
    public void Sd3Transformer_StableDiffusion35MediumButNarrow_HasThePublishedNames()
    {
        using var scope = NewDisposeScope();
        using var model = new Sd3Transformer(new Sd3TransformerConfig
        {
            LayerCount = 24, HeadSize = 8, HeadCount = 3, JointAttentionDim = 4096, CaptionProjectionDim = 24, PosEmbedMaxSize = 384,
            DualAttentionLayers = [.. Enumerable.Range(0, 13)], NormalizesQueriesAndKeys = true,
        });

        string Narrow(string shape) => string.Join(' ', shape.Split(' ').Select(size => size switch
        {
            "64" => "head", // or a patch of 16 channels
            _ when int.Parse(size, System.Globalization.CultureInfo.InvariantCulture) is var number && number % 1536 == 0 && number != 147_456 =>
                $"{number / 1536 * 24}",
            _ => size,
        }));
        var actual = model.state_dict().ToDictionary(
            entry => entry.Key,
            entry => string.Join(' ', entry.Value.shape.Select(size => size is 8 or 64 ? "head" : $"{size}")), StringComparer.Ordinal);
        var expected = PublishedLayout.Read("sd35-medium").ToDictionary(entry => entry.Key, entry => Narrow(entry.Value), StringComparer.Ordinal);
        actual.Count.ShouldBe(909);
        actual.ShouldBe(expected, ignoreOrder: true);
    }

    private static void Check(nn.Module model, string layout, long parameterCount)
    {
        var expected = PublishedLayout.Read(layout);
        var actual = model.state_dict().ToDictionary(entry => entry.Key, entry => string.Join(' ', entry.Value.shape), StringComparer.Ordinal);

        actual.Keys.Except(expected.Keys).ShouldBeEmpty();
        expected.Keys.Except(actual.Keys).ShouldBeEmpty();
        foreach (var (name, shape) in expected)
        {
            actual[name].ShouldBe(shape, name);
        }

        model.parameters().Sum(parameter => parameter.numel()).ShouldBe(parameterCount);
    }
}
