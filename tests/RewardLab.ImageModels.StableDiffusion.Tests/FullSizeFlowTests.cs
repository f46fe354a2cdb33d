using System.Diagnostics;
using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Models.Sd3;
using RewardLab.Torch.Models.T5;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Policies;
using RewardLab.Torch.Schedulers;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Text;
using RewardLab.Torch.Training;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.ImageModels.StableDiffusion.Tests;

/// <summary>Stable Diffusion 3.5 medium in its real size with all three text encoders on random weights in bf16: five minutes on two cores and 20 GB, so only
/// run when asked for (-explicit only).</summary>
[Trait("Category", "Slow")]
public sealed class FullSizeFlowTests : IDisposable
{
    private const string Prompt = "a photograph of an astronaut riding a horse";
    private const int Side = 256;
    private const long MaxBytes = 24L << 30;

    public FullSizeFlowTests() => set_default_dtype(ScalarType.BFloat16); // in float32 alone the weights would take 32 GB

    public void Dispose() => set_default_dtype(ScalarType.Float32);

    [Fact(Explicit = true)]
    public void FlowGrpo_StableDiffusion35Medium_TakesTwoStepsAndAnUpdateIn24Gigabytes()
    {
        using var scope = NewDisposeScope();
        var clock = Stopwatch.StartNew();
        using var pipeline = new FlowPipeline(Parts());
        pipeline.Transformer.parameters().Sum(parameter => parameter.numel()).ShouldBe(2_243_171_520);
        pipeline.Models.TextEncoder.parameters().Sum(parameter => parameter.numel()).ShouldBe(123_650_304);
        pipeline.Models.TextEncoder2.parameters().Sum(parameter => parameter.numel()).ShouldBe(694_659_840);
        pipeline.Models.TextEncoder3!.parameters().Sum(parameter => parameter.numel()).ShouldBe(4_762_310_656);
        pipeline.ComputeType.ShouldBe(ScalarType.BFloat16);
        Report("made", clock);

        using var adapter = LoraAdapter.Attach(
            new Dictionary<string, nn.Module>(StringComparer.Ordinal) { [LoraLayerName.Transformer] = pipeline.Transformer },
            new LoraOptions(),
            SeedStream.Create(1, "lora"));
        var options = new GenerationOptions
        {
            NumInferenceSteps = 2, GuidanceScale = 4.5, BatchSize = 1, Height = Side, Width = Side, DecodesOneByOne = true,
        };
        using var policy = new FlowPolicy(pipeline, adapter, options, new FlowRandomness(FlowNoise.Sde, FlowRandomness.DefaultLevel));
        using var generated = policy.Sample([new ImageRequest(Prompt, 1)], TestContext.Current.CancellationToken);
        (generated.Images.Count, generated.Images.Height, generated.Images.Width).ShouldBe((1, Side, Side));
        generated.Latents.isfinite().all().item<bool>().ShouldBeTrue();
        Report($"{Side} x {Side} sampled in two steps", clock);

        pipeline.Transformer.RecomputesBlocks = true;
        using var optimizer = new AdamW(adapter.Parameters, new AdamWOptions { LearningRate = 3e-4 });
        for (var step = 0; step < 2; step++)
        {
            using var update = NewDisposeScope();
            var logProbability = policy.Evaluate(new DenoisingState(generated.Latents.select(1, step), [step], [Prompt]))
                .LogProbability(generated.Latents.select(1, step + 1));
            var loss = PolicyObjective.Clipped(
                logProbability, generated.LogProbabilities.select(1, step), tensor(new[] { 0.5f }), clipRange: 1e-4, advantageLimit: 5);
            Math.Abs(loss.Ratio.item<float>() - 1).ShouldBeLessThanOrEqualTo(5e-5f);
            loss.Loss.backward();
        }

        optimizer.ClipGradients(1).ShouldBeGreaterThan(0);
        optimizer.Step();
        Report("updated over both steps", clock);
        adapter.Parameters.ShouldAllBe(parameter => parameter.Value.isfinite().all().item<bool>());
        adapter.Parameters.ShouldContain(parameter => parameter.Name.EndsWith("lora_B.weight") && parameter.Value.abs().max().item<float>() > 1e-5f);
        PeakBytes().ShouldBeLessThan(MaxBytes);
    }

    private static FlowPipelineParts Parts() => new(
        Tokenizer(),
        Frozen(new ClipTextModelWithProjection(Text(768, 3072, 12, 12, ClipActivation.QuickGelu))),
        Tokenizer(),
        Frozen(new ClipTextModelWithProjection(Text(1280, 5120, 32, 20, ClipActivation.Gelu))),
        T5Tokenizer.FromFolder(ModelFolder.Open(Path.GetDirectoryName(Golden.PathOf("sd3_pipeline", "model_index.json"))!).Sub("tokenizer_3")),
        Frozen(new T5EncoderModel(new T5EncoderConfig
        {
            VocabularySize = 32_128, HiddenSize = 4096, HeadSize = 64, IntermediateSize = 10_240, LayerCount = 24, HeadCount = 64,
        })),
        Frozen(new Sd3Transformer(new Sd3TransformerConfig
        {
            LayerCount = 24, HeadCount = 24, CaptionProjectionDim = 1536, PosEmbedMaxSize = 384, NormalizesQueriesAndKeys = true,
            DualAttentionLayers = [.. Enumerable.Range(0, 13)],
        })),
        Frozen(new AutoencoderKL(new AutoencoderKLConfig
        {
            SampleSize = 1024, LatentChannels = 16, BlockOutChannels = [128, 256, 512, 512], LayersPerBlock = 2, ScalingFactor = 1.5305, ShiftFactor = 0.0609,
            UsesQuantConv = false, UsesPostQuantConv = false,
            DownBlockTypes = [.. Enumerable.Repeat("DownEncoderBlock2D", 4)], UpBlockTypes = [.. Enumerable.Repeat("UpDecoderBlock2D", 4)],
        })),
        new FlowScheduler(new FlowSchedulerConfig { Shift = 3 }));

    private static ClipTokenizer Tokenizer() =>
        new(ClipBpeVocabulary.FromMerges([]), new ClipTokenizerOptions { MaxLength = 77, PadToken = "!" });

    private static ClipTextConfig Text(int width, int inner, int layers, int heads, ClipActivation activation) => new()
    {
        VocabularySize = 49_408, HiddenSize = width, IntermediateSize = inner, LayerCount = layers, HeadCount = heads, Activation = activation,
        EndOfTextId = 2, ProjectionSize = width,
    };

    private static T Frozen<T>(T module)
        where T : nn.Module
    {
        module.eval();
        new Placement(CPU, ScalarType.BFloat16).Move(module);
        foreach (var parameter in module.parameters())
        {
            parameter.requires_grad = false;
        }

        return module;
    }

    private static void Report(string what, Stopwatch clock)
    {
        TestContext.Current.TestOutputHelper!.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{what}: {clock.Elapsed.TotalSeconds:F1} s, peak {PeakBytes() / (double)(1 << 30):F1} GiB"));
        clock.Restart();
    }

    private static long PeakBytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
