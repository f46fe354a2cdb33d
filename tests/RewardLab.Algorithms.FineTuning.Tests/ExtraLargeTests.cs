using RewardLab.Abstractions;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Weights;
using RewardLab.Algorithms.FineTuning.Options;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Tests;

/// <summary>Stable Diffusion XL from its folder: it generates, is trained, is stopped and resumed, and its LoRA is loaded again.</summary>
public sealed class ExtraLargeTests : IDisposable
{
    private static readonly PixelReward Red = new("red", static (red, _, _) => red);
    private static readonly GenerationOptions Generation = new() { NumInferenceSteps = 3, GuidanceScale = 2, BatchSize = 2, OriginalHeight = 512 };
    private readonly TinyWorld _world = new();
    private readonly TemporaryFolder _folder = new();

    public ExtraLargeTests()
    {
        using var pipeline = TinyWorld.ExtraLarge();
        pipeline.Save(_folder["model"], TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("ddpo", LoraLayout.Diffusers, false)]
    [InlineData("ddpo", LoraLayout.Kohya, true)]
    [InlineData("rwr", LoraLayout.Kohya, false)]
    [InlineData("rwr", LoraLayout.Diffusers, true)]
    public void Run_StoppedAndResumed_EndsInTheSameBytes_AndItsLoraIsLoadedAgain(string kind, LoraLayout layout, bool trainsText)
    {
        FineTuningOptions options = kind == "ddpo"
            ? TinyWorld.Ddpo with { Epochs = 3, EvaluationInterval = 1, AdapterFormat = layout, TrainTextEncoder = trainsText }
            : TinyWorld.Rwr with { Steps = 6, EvaluationInterval = 1, AdapterFormat = layout, TrainTextEncoder = trainsText };
        var whole = _world.Run("whole");
        Optimise(options, whole, TestContext.Current.CancellationToken);

        using var cancellation = new CancellationTokenSource();
        var calls = 0;
        var events = new List<RunEvent>();
        var stopped = _world.Run("stopped", events, _ =>
        {
            if (++calls == 4)
            {
                cancellation.Cancel();
            }
        });
        Should.Throw<OperationCanceledException>(() => Optimise(options, stopped, cancellation.Token));
        var resumed = _world.Run("stopped", events);
        Optimise(options, resumed, TestContext.Current.CancellationToken);

        var files = Directory.GetFiles(Path.Combine(whole.Folder, kind, "lora"), "*.safetensors").Select(file => Path.GetFileName(file)!).ToArray();
        var file = files.ShouldHaveSingleItem();
        var path = Path.Combine(whole.Folder, kind, "lora", file);
        File.ReadAllBytes(Path.Combine(resumed.Folder, kind, "lora", file)).ShouldBe(File.ReadAllBytes(path));
        CheckNames(path, layout, trainsText);

        ImageRequest[] requests = [new("a cat", 3), new("two balls", 4)];
        using var model = Load();
        var before = model.Generate(requests, null, TestContext.Current.CancellationToken).Pixels.ToArray();
        model.AddLora(path);
        model.Generate(requests, null, TestContext.Current.CancellationToken).Pixels.ToArray().ShouldNotBe(before);
        using var scope = NewDisposeScope();
        var layers = LoraFile.Read(path);
        layers.ShouldAllBe(layer => layer.Up.isfinite().all().item<bool>());
        foreach (var component in trainsText ? new[] { "unet", "text_encoder", "text_encoder_2" } : ["unet"])
        {
            layers.Where(layer => layer.Name.Component == component).ShouldContain(layer => layer.Up.abs().max().item<float>() > 0, component);
        }
    }

    public void Dispose()
    {
        _folder.Dispose();
        _world.Dispose();
    }

    private static void CheckNames(string path, LoraLayout layout, bool trainsText)
    {
        using var file = SafetensorsFile.Open(path);
        if (layout == LoraLayout.Kohya)
        {
            file.Tensors.Keys.ShouldContain("lora_unet_input_blocks_4_1_transformer_blocks_1_attn1_to_q.lora_down.weight");
            file.Tensors.Keys.Any(name => name.StartsWith("lora_te2_text_model_encoder", StringComparison.Ordinal)).ShouldBe(trainsText);
        }
        else
        {
            file.Tensors.Keys.ShouldContain("unet.down_blocks.1.attentions.0.transformer_blocks.1.attn1.to_q.lora.down.weight");
            file.Tensors.Keys.Any(name => name.StartsWith("text_encoder_2.text_model.encoder", StringComparison.Ordinal)).ShouldBe(trainsText);
        }
    }

    private void Optimise(FineTuningOptions options, IRun run, CancellationToken cancellationToken) =>
        TinyWorld.Optimise(options, run, Red, cancellationToken, create: Load);

    private PipelineImageModel Load() => new("sdxl", TextToImagePipeline.Load(_folder["model"]), Generation);
}
