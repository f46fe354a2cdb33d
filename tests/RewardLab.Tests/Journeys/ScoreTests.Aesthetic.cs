using RewardLab.Tests.Checkpoints;
using RewardLab.Torch.Imaging;
using RewardLab.Torch.Models.Clip;
using static TorchSharp.torch;

namespace RewardLab.Tests.Journeys;

public sealed partial class ScoreTests
{
    [Theory]
    [InlineData("sac+logos+ava1-l14-linearMSE.safetensors", false, 12, 8, 6, 4, 2, 1)]
    [InlineData("sac+logos+ava1-l14-linearMSE.pth", false, 12, 8, 6, 4, 2, 1)]
    [InlineData("linear.pth", true, 12, 1)]
    public void Score_Aesthetic_EqualsTheModule(string file, bool isNamed, params int[] widths)
    {
        using var scope = NewDisposeScope();
        using var model = TinyCheckpoints.HuggingFaceClip(_place["model"], ClipActivation.QuickGelu);
        var layers = TinyCheckpoints.AestheticHead(_place[$"model/{file}"], widths);
        var preprocessor = new ImagePreprocessor(ImagePreprocessorConfig.FromFile(_place["model/preprocessor_config.json"]));

        using var ungraded = no_grad();
        foreach (var ((image, prompt), score) in Scores("aesthetic", isNamed ? ["--set", $"aesthetic.head=model/{file}"] : []))
        {
            var embedding = ClipModel.Normalized(model.EncodeImage(preprocessor.Preprocess(_images[image])));
            var expected = layers.Aggregate(embedding, (values, layer) => nn.functional.linear(values, layer.Weight, layer.Bias)).item<float>();
            score.ShouldBe(expected, 2e-5f * Math.Max(1, Math.Abs(expected)), $"{image} {prompt}");
        }
    }

    [Fact]
    public void Score_AestheticOfAHeadForAnotherClip_IsToldInOneLine()
    {
        using var scope = NewDisposeScope();
        using var model = TinyCheckpoints.HuggingFaceClip(_place["model"], ClipActivation.QuickGelu);
        TinyCheckpoints.AestheticHead(_place["model/sa_0_4_vit_l_14_linear.pth"], 768, 1);

        var outcome = _place.Run("score", "--reward", "aesthetic", "--set", "aesthetic.model=model", "--images", "a.png", "--prompt", "a red ball");

        outcome.ExitCode.ShouldBe(1);
        outcome.ErrorLine.ShouldContain("sa_0_4_vit_l_14_linear.pth: this head takes embeddings of 768 numbers, but the CLIP in ");
        outcome.ErrorLine.ShouldContain("makes 12. Take the CLIP that the head was trained for, ViT-L/14 for LAION's.");
    }
}
