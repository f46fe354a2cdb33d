using System.Diagnostics;
using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Policies;
using RewardLab.Torch.Schedulers;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Text;
using RewardLab.Torch.Training;
using static TorchSharp.torch;

namespace RewardLab.ImageModels.StableDiffusion.Tests;

/// <summary>Stable Diffusion 2.1-base in its real size on random weights: minutes and gigabytes, so only run when asked for (-explicit only).</summary>
/// <remarks>
/// Convolutions in bf16 are quick where libtorch has kernels for them, from AVX-512 on; elsewhere 512 x 512 would take hours, so bf16 samples 64 x 64
/// there, and float32 shows what the full size takes.
/// </remarks>
[Trait("Category", "Slow")]
public sealed class FullSizeTests
{
    private const string Prompt = "a photograph of an astronaut riding a horse";
    private const long UNetParameterCount = 865_910_724;
    private const long MaxBytes = 20L << 30;

    [Fact(Explicit = true)]
    public void Ddpo_StableDiffusion21InBf16_TakesTwoStepsAndAnUpdateWithinMemory() =>
        CheckTwoStepsAndAnUpdate(ScalarType.BFloat16, PlacementSpeed.IsSlow(new Placement(CPU, ScalarType.BFloat16)) ? 64 : 512);

    [Fact(Explicit = true)]
    public void Ddpo_StableDiffusion21InFloat32_TakesTwoStepsAndAnUpdateWithinMemory() => CheckTwoStepsAndAnUpdate(ScalarType.Float32, 512);

    /// <summary>What is known of the published files: how many tensors, how many numbers in them, and shapes of some (stable-diffusion-xl-base-1.0).</summary>
    [Fact(Explicit = true)]
    public void Parameters_OfStableDiffusionXL_HaveThePublishedNumberNamesAndShapes()
    {
        set_default_dtype(ScalarType.BFloat16);
        try
        {
            Check(new UNet2DConditionModel(ExtraLargeUNet), 1680, 2_567_463_684, new(StringComparer.Ordinal)
            {
                ["add_embedding.linear_1.weight"] = "1280 2816",
                ["down_blocks.1.attentions.0.transformer_blocks.1.ff.net.2.weight"] = "640 2560",
                ["down_blocks.2.attentions.1.transformer_blocks.9.attn2.to_k.weight"] = "1280 2048",
                ["mid_block.attentions.0.proj_in.weight"] = "1280 1280",
                ["up_blocks.0.attentions.2.transformer_blocks.9.ff.net.0.proj.weight"] = "10240 1280",
                ["up_blocks.0.resnets.0.conv1.weight"] = "1280 2560 3 3",
                ["up_blocks.2.resnets.0.conv1.weight"] = "320 960 3 3",
            });
            Check(new ClipTextModel(Text(768, 3072, 12, 12, ClipActivation.QuickGelu)), 196, 123_060_480, []);
            Check(new ClipTextModelWithProjection(Text(1280, 5120, 32, 20, ClipActivation.Gelu) with { ProjectionSize = 1280 }), 517, 694_659_840, new(
                StringComparer.Ordinal) { ["text_projection.weight"] = "1280 1280" });
        }
        finally
        {
            set_default_dtype(ScalarType.Float32);
        }

        static ClipTextConfig Text(int width, int inner, int layers, int heads, ClipActivation activation) => new()
        {
            VocabularySize = 49_408, HiddenSize = width, IntermediateSize = inner, LayerCount = layers, HeadCount = heads, Activation = activation,
            EndOfTextId = 2,
        };

        static void Check(nn.Module module, int tensors, long numbers, Dictionary<string, string> shapes)
        {
            using (module)
            {
                var state = module.state_dict();
                state.Count.ShouldBe(tensors);
                state.Values.Sum(tensor => tensor.numel()).ShouldBe(numbers);
                foreach (var (name, shape) in shapes)
                {
                    string.Join(' ', state[name].shape).ShouldBe(shape, name);
                }
            }
        }
    }

    private static UNet2DConditionConfig ExtraLargeUNet => new()
    {
        SampleSize = 128, BlockOutChannels = [320, 640, 1280], CrossAttentionDim = 2048, AttentionHeadDim = [5, 10, 20], TransformerLayersPerBlock = [1, 2, 10],
        DownBlockTypes = ["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
        UpBlockTypes = ["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"],
        UseLinearProjection = true, AddsTextAndSizes = true, AdditionTimeEmbedDim = 256, ProjectionClassEmbeddingsInputDim = 2816,
    };

    private static void CheckTwoStepsAndAnUpdate(ScalarType type, int side)
    {
        using var scope = NewDisposeScope();
        var clock = Stopwatch.StartNew();
        using var model = Create(type, side);
        var pipeline = model.Pipeline;
        Report("made", clock);

        pipeline.UNet.state_dict().Count.ShouldBe(686);
        pipeline.UNet.parameters().Sum(parameter => parameter.numel()).ShouldBe(UNetParameterCount);
        pipeline.TextEncoder.parameters().Sum(parameter => parameter.numel()).ShouldBe(340_387_840);
        pipeline.Autoencoder.parameters().Sum(parameter => parameter.numel()).ShouldBe(83_653_863);
        var shapes = pipeline.UNet.state_dict().ToDictionary(entry => entry.Key, entry => string.Join(' ', entry.Value.shape), StringComparer.Ordinal);
        shapes["conv_in.weight"].ShouldBe("320 4 3 3");
        shapes["down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_k.weight"].ShouldBe("320 1024");
        shapes["mid_block.attentions.0.proj_in.weight"].ShouldBe("1280 1280");
        shapes["up_blocks.0.resnets.0.conv1.weight"].ShouldBe("1280 2560 3 3");
        shapes["up_blocks.3.attentions.2.transformer_blocks.0.ff.net.0.proj.weight"].ShouldBe("2560 320");

        clock.Restart();
        using var adapter = LoraAdapter.Attach(
            new Dictionary<string, nn.Module>(StringComparer.Ordinal) { [LoraLayerName.UNet] = pipeline.UNet },
            new LoraOptions(),
            SeedStream.Create(1, "lora"));
        using var policy = new DenoisingPolicy(pipeline, adapter, model.Options);
        using var generated = policy.Sample([new ImageRequest(Prompt, 1)], TestContext.Current.CancellationToken);
        Report($"{side} x {side} sampled in two steps of {type}", clock);
        (generated.Images.Count, generated.Images.Height, generated.Images.Width).ShouldBe((1, side, side));
        generated.Images.Pixels.ToArray().Distinct().Count().ShouldBeGreaterThan(2);

        clock.Restart();
        pipeline.UNet.RecomputesBlocks = true;
        using var optimizer = new AdamW(adapter.Parameters, new AdamWOptions { LearningRate = 3e-4 });
        for (var step = 0; step < 2; step++)
        {
            using var update = NewDisposeScope();
            var logProbability = policy.Evaluate(new DenoisingState(generated.Latents.select(1, step), [step], [Prompt]))
                .Transition.LogProbability(generated.Latents.select(1, step + 1));
            var loss = PolicyObjective.Clipped(
                logProbability, generated.LogProbabilities.select(1, step), tensor(new[] { 0.5f }), clipRange: 1e-4, advantageLimit: 5);
            Math.Abs(loss.Ratio.item<float>() - 1).ShouldBeLessThanOrEqualTo(type == ScalarType.Float32 ? 1e-5f : 5e-5f);
            loss.Loss.backward();
        }

        optimizer.ClipGradients(1).ShouldBeGreaterThan(0);
        optimizer.Step();
        Report("updated over both steps", clock);
        adapter.Parameters.ShouldAllBe(parameter => parameter.Value.isfinite().all().item<bool>());
        adapter.Parameters.ShouldContain(parameter => parameter.Name.EndsWith("lora_B.weight") && parameter.Value.abs().max().item<float>() > 1e-5f);
        PeakBytes().ShouldBeLessThan(MaxBytes);
    }

    private static PipelineImageModel Create(ScalarType type, int side)
    {
        var placement = new Placement(CPU, type);
        var text = Placed(new ClipTextModel(new ClipTextConfig
        {
            VocabularySize = 49_408,
            HiddenSize = 1024,
            IntermediateSize = 4096,
            LayerCount = 23,
            HeadCount = 16,
            EndOfTextId = 2,
            Activation = ClipActivation.Gelu,
        }));
        var unet = Placed(new UNet2DConditionModel(new UNet2DConditionConfig
        {
            SampleSize = 64,
            BlockOutChannels = [320, 640, 1280, 1280],
            CrossAttentionDim = 1024,
            AttentionHeadDim = [5, 10, 20, 20],
            UseLinearProjection = true,
        }));
        var autoencoder = Placed(new AutoencoderKL(new AutoencoderKLConfig
        {
            SampleSize = 512, BlockOutChannels = [128, 256, 512, 512], LayersPerBlock = 2,
            DownBlockTypes = [.. Enumerable.Repeat("DownEncoderBlock2D", 4)], UpBlockTypes = [.. Enumerable.Repeat("UpDecoderBlock2D", 4)],
        }));
        var tokenizer = new ClipTokenizer(ClipBpeVocabulary.FromMerges([]), new ClipTokenizerOptions { MaxLength = 77, PadToken = "!" });
        var pipeline = new TextToImagePipeline(tokenizer, text, unet, autoencoder, new DdimScheduler(DdimSchedulerConfig.StableDiffusion));
        return new PipelineImageModel(
            "stable-diffusion",
            pipeline,
            new GenerationOptions { NumInferenceSteps = 2, GuidanceScale = 7.5, Eta = 1, BatchSize = 1, DecodesOneByOne = true, Height = side, Width = side });

        T Placed<T>(T module)
            where T : nn.Module
        {
            placement.Move(module);
            return module;
        }
    }

    private static void Report(string what, Stopwatch clock) => TestContext.Current.TestOutputHelper!.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{what}: {clock.Elapsed.TotalSeconds:F1} s, peak {PeakBytes() / (double)(1 << 30):F1} GiB"));

    private static long PeakBytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
