using RewardLab.Torch.Models.Blip;
using RewardLab.Torch.Models.Blip2;
using RewardLab.Torch.Models.Clip;
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
