using RewardLab.Abstractions;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Policies;
using RewardLab.Torch.Tests.Pipelines;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Policies;

public sealed class DenoisingPolicyTests : IDisposable
{
    private static readonly GenerationOptions Options = new() { NumInferenceSteps = 3, GuidanceScale = 3, Eta = 1, BatchSize = 4, NegativePrompt = "a dog" };
    private static readonly ImageRequest[] Requests = [new("a cat", 1), new("two balls", 2), new("a cat", 3)];
    private readonly TextToImagePipeline _pipeline = TinyPipeline.Create();
    private readonly LoraAdapter _adapter;

    public DenoisingPolicyTests() => _adapter = LoraAdapter.Attach(
        new Dictionary<string, nn.Module> { ["unet"] = _pipeline.UNet }, new LoraOptions { Targets = ["to_q", "to_v"] }, SeedStream.Create(1, "lora"));

    [Fact]
    public void Sample_TheSameRequests_GivesTheVeryImagesOfGeneration()
    {
        using var policy = new DenoisingPolicy(_pipeline, _adapter, Options);
        using var batch = policy.Sample(Requests, CancellationToken.None);

        batch.Images.Pixels.ToArray().ShouldBe(_pipeline.Generate(Requests, Options, progress: null, CancellationToken.None).Pixels.ToArray());
    }

    [Fact]
    public void Sample_OfEachStep_RecordsTheLogProbabilityThatThePolicyGivesIt()
    {
        using var policy = new DenoisingPolicy(_pipeline, _adapter, Options);
        using var batch = policy.Sample(Requests, CancellationToken.None);
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        batch.Latents.shape.ShouldBe([3, 4, 4, 8, 8]);
        batch.LogProbabilities.shape.ShouldBe([3, 3]);
        for (var step = 0; step < Options.NumInferenceSteps; step++)
        {
            var state = new DenoisingState(batch.Latents.select(1, step), [step, step, step], [.. Requests.Select(request => request.Prompt)]);
            var now = policy.Evaluate(state).Transition.LogProbability(batch.Latents.select(1, step + 1));
            (now - batch.LogProbabilities.select(1, step)).abs().max().item<float>().ShouldBeLessThan(1e-5f);
        }
    }

    [Fact]
    public void Sample_MoreThanABatch_IsRefused()
    {
        using var policy = new DenoisingPolicy(_pipeline, _adapter, Options with { BatchSize = 2 });
        Should.Throw<ArgumentException>(() => policy.Sample(Requests, CancellationToken.None));
    }

    public void Dispose()
    {
        _adapter.Dispose();
        _pipeline.Dispose();
    }
}
