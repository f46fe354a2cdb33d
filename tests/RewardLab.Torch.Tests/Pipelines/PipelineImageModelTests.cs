using RewardLab.Abstractions;
using RewardLab.Torch.Pipelines;

namespace RewardLab.Torch.Tests.Pipelines;

public sealed class PipelineImageModelTests
{
    [Fact]
    public void Generate_PromptPastTheTextEncodersLimit_IsSaidOnceAsItIsWhenScoring()
    {
        var lines = new List<string>();
        using var model = new PipelineImageModel("tiny", TinyPipeline.Create(), new GenerationOptions { NumInferenceSteps = 2, BatchSize = 2 }, lines.Add);
        for (var call = 0; call < 2; call++)
        {
            model.Generate(
                [new ImageRequest("a cat", 1), new ImageRequest("two enormous balls", 2), new ImageRequest("two enormous balls", 3)],
                null,
                TestContext.Current.CancellationToken);
        }

        // Sixteen letters, each a token of this vocabulary, between begin and end, of which the model sees twelve.
        lines.ShouldBe(["tiny: the last 6 tokens of \"two enormous balls\" are beyond the model's limit and do not count."]);
    }
}
