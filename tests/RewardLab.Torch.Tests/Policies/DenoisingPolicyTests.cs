using RewardLab.Abstractions;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Policies;
using RewardLab.Torch.Schedulers;
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

    // From 16 rows on maps lie otherwise while images are sampled than where gradients are recorded.
    [Theory]
    [InlineData(16)]
    [InlineData(40)]
    public void Evaluate_OfALargeBatchWithGradients_KeepsTheRatioOfProbabilitiesAtOne(int count)
    {
        using var pipeline = new TextToImagePipeline(
            TinyPipeline.Tokenizer(),
            new ClipTextModel(TinyPipeline.TextConfig),
            new UNet2DConditionModel(TinyPipeline.UNetConfig with { BlockOutChannels = [32, 64], NormNumGroups = 16 }),
            new AutoencoderKL(TinyPipeline.AutoencoderConfig),
            new DdimScheduler(DdimSchedulerConfig.StableDiffusion));
        using var adapter = LoraAdapter.Attach(
            new Dictionary<string, nn.Module> { ["unet"] = pipeline.UNet }, new LoraOptions { Targets = ["to_q", "to_v"] }, SeedStream.Create(1, "lora"));
        using var policy = new DenoisingPolicy(pipeline, adapter, Options with { BatchSize = count });
        ImageRequest[] requests = [.. Enumerable.Range(0, count).Select(i => new ImageRequest(i % 3 == 0 ? "two balls" : "a cat", (ulong)i))];
        using var batch = policy.Sample(requests, CancellationToken.None);
        using var scope = NewDisposeScope();
        for (var step = 0; step < Options.NumInferenceSteps; step++)
        {
            var state = new DenoisingState(
                batch.Latents.select(1, step), [.. Enumerable.Repeat(step, count)], [.. requests.Select(request => request.Prompt)]);
            var now = policy.Evaluate(state).Transition.LogProbability(batch.Latents.select(1, step + 1));
            var ratios = (now - batch.LogProbabilities.select(1, step)).exp();
            ratios.data<float>().ShouldAllBe(ratio => Math.Abs(ratio - 1) < 1e-5f, $"step {step}");
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
