using RewardLab.Abstractions;
using RewardLab.Evaluation.Checkpoints;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Tensors;
using RewardLab.Algorithms.FineTuning.Evaluation;
using RewardLab.Algorithms.FineTuning.Options;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Tests;

/// <summary>A delivered adapter, in a model that was just opened, generates the images that were measured in training, byte for byte.</summary>
public sealed class DeliveredAdapterTests : IDisposable
{
    private static readonly PixelReward Red = new("red", static (red, _, _) => red);
    private readonly TinyWorld _world = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("rewardlab-test-").FullName;

    /// <summary>Kind, the adapter that the model starts with, whether the text encoder is trained, alpha, layout.</summary>
    public static TheoryData<string, string, bool, double, LoraLayout> Cases =>
    [
        ("ddpo", "nothing", false, 4, LoraLayout.Diffusers),
        ("ddpo", "nothing", true, 6, LoraLayout.Diffusers),
        ("ddpo", "nothing", true, 6, LoraLayout.Kohya),
        ("ddpo", "same", false, 4, LoraLayout.Diffusers),
        ("ddpo", "same", false, 6, LoraLayout.Kohya),
        ("ddpo", "other", false, 6, LoraLayout.Diffusers),
        ("ddpo", "other", true, 4, LoraLayout.Kohya),
        ("ddpo", "other", true, 6, LoraLayout.Peft),
        ("ddpo", "several", false, 4, LoraLayout.Peft),
        ("ddpo", "several", true, 6, LoraLayout.Kohya),
        ("rwr", "nothing", true, 4, LoraLayout.Peft),
        ("rwr", "same", true, 6, LoraLayout.Diffusers),
        ("rwr", "other", false, 6, LoraLayout.Kohya),
        ("rwr", "several", true, 4, LoraLayout.Diffusers),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Run_FromAnyAdapter_DeliversWhatWasEvaluated(string kind, string before, bool trainsText, double alpha, LoraLayout layout)
    {
        var run = _world.Run("run");
        FineTuningOptions options = kind == "ddpo" ? TinyWorld.Ddpo : TinyWorld.Rwr;
        options = options with { TrainTextEncoder = trainsText, Alpha = alpha, AdapterFormat = layout, Choose = CheckpointRule.Last };
        TinyWorld.Optimise(options, run, Red, TestContext.Current.CancellationToken, model => Prepare(model, before, trainsText));

        var measured = File.ReadAllBytes(Path.Combine(run.Folder, kind, "held-out", "epoch-00004.png"));
        Generated(run, options, model => model.AddLora(Path.Combine(run.Folder, kind, "lora"))).ShouldBe(measured);
        Generated(run, options, model => Prepare(model, before, trainsText)).ShouldNotBe(measured);
        Generated(run, options, static _ => { }).ShouldNotBe(measured);
        if (before == "same")
        {
            LoraFile.Read(Path.Combine(run.Folder, kind, "lora")).ShouldAllBe(layer => layer.Rank == 4);
        }
    }

    [Theory]
    [InlineData("ddpo", "same", "Training continues with its matrices.")]
    [InlineData("ddpo", "several", "They stay unchanged; rank 4 is trained beside, and the delivered adapter holds all, of rank 10.")]
    [InlineData("rwr", "other", "It stays unchanged; rank 4 is trained beside, and the delivered adapter holds all, of rank 6.")]
    public void Run_FromAnAdapter_BeginsWithItsImagesAndSaysHow(string kind, string before, string said)
    {
        var run = _world.Run("run");
        FineTuningOptions options = kind == "ddpo" ? TinyWorld.Ddpo with { Epochs = 1 } : TinyWorld.Rwr with { Steps = 2 };
        TinyWorld.Optimise(options, run, Red, TestContext.Current.CancellationToken, model => Prepare(model, before, trainsText: false));
        run.Lines.ShouldContain(line => line.StartsWith($"{kind}: continues from LoRA '", StringComparison.Ordinal)
            && line.Contains(", weight ", StringComparison.Ordinal)
            && line.Contains(said, StringComparison.Ordinal));
        Generated(run, options, model => Prepare(model, before, trainsText: false)).ShouldBe(
            File.ReadAllBytes(Path.Combine(run.Folder, kind, "held-out", "epoch-00000.png")),
            customMessage: "the first evaluation is at the model as it was given");
    }

    [Theory]
    [InlineData("ddpo", "same", 9)]
    [InlineData("rwr", "several", 13)]
    public void Run_FromAnAdapterStoppedAndResumed_EndsInTheSameBytes(string kind, string before, int stop)
    {
        FineTuningOptions options = kind == "ddpo" ? TinyWorld.Ddpo : TinyWorld.Rwr;
        var whole = _world.Run("whole");
        TinyWorld.Optimise(options, whole, Red, TestContext.Current.CancellationToken, model => Prepare(model, before, trainsText: false));
        using var cancellation = new CancellationTokenSource();
        var calls = 0;
        var events = new List<RunEvent>();
        var stopped = _world.Run("stopped", events, _ =>
        {
            if (++calls == stop)
            {
                cancellation.Cancel();
            }
        });
        Should.Throw<OperationCanceledException>(
            () => TinyWorld.Optimise(options, stopped, Red, cancellation.Token, model => Prepare(model, before, trainsText: false)));
        foreach (var otherwise in (Action<PipelineImageModel>[])[model => model.AddLora(Other(), 0.5), static _ => { }])
        {
            Should.Throw<RewardLabException>(() => TinyWorld.Optimise(
                options, _world.Run("stopped", events), Red, TestContext.Current.CancellationToken, otherwise)).Message.ShouldContain("adapters is");
        }

        var resumed = _world.Run("stopped", events);
        TinyWorld.Optimise(options, resumed, Red, TestContext.Current.CancellationToken, model => Prepare(model, before, trainsText: false));
        TinyWorld.Lora(resumed, kind).ShouldBe(TinyWorld.Lora(whole, kind));
    }

    [Fact]
    public void Run_SweepOfBetas_DeliversTheBestInTheLayoutThatWasAskedFor()
    {
        var run = _world.Run("run");
        TinyWorld.Optimise(
            TinyWorld.Rwr with { Beta = [0, 1], AdapterFormat = LoraLayout.Peft, Choose = CheckpointRule.Last },
            run,
            Red,
            TestContext.Current.CancellationToken);
        using var scope = NewDisposeScope();
        LoraFile.Read(Path.Combine(run.Folder, "rwr", "lora")).Count.ShouldBeGreaterThan(4);
        File.Exists(Path.Combine(run.Folder, "rwr", "lora", "unet", LoraFile.PeftConfigName)).ShouldBeTrue();
    }

    public void Dispose()
    {
        _world.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Prepare(PipelineImageModel model, string before, bool trainsText)
    {
        switch (before)
        {
            case "same":
                model.AddLora(
                    Made(
                        "same",
                        new LoraOptions
                        {
                            Rank = 4,
                            Alpha = 8,
                            Targets = trainsText ? [.. LoraOptions.AttentionTargets, .. LoraOptions.TextEncoderTargets] : LoraOptions.AttentionTargets,
                        },
                        trainsText ? ["unet", "text_encoder"] : ["unet"]),
                    0.75);
                break;
            case "other":
                model.AddLora(Other());
                break;
            case "several":
                model.AddLoras(
                [
                    new WeightedLora { Path = Other(), Weight = 0.7 },
                    new WeightedLora
                    {
                        Path = Made("third", new LoraOptions { Rank = 4, Alpha = 1, Targets = ["to_q", "proj_in", "fc1"] }, ["unet", "text_encoder"]),
                        Weight = -0.4,
                    },
                ]);
                break;
        }
    }

    private string Other() => Made("other", new LoraOptions { Rank = 2, Alpha = 3, Targets = ["to_q", "ff.net.2", "q_proj", "fc2"] }, ["unet", "text_encoder"]);

    // An adapter with something in it: fresh ones add nothing.
    private string Made(string name, LoraOptions options, string[] parts)
    {
        var folder = Path.Combine(_folder, name);
        if (!Directory.Exists(folder))
        {
            using var model = TinyWorld.Model();
            var adapted = model.Pipeline.Parts.Where(part => parts.Contains(part.Key)).ToDictionary(part => part.Key, part => part.Value);
            var known = options.Targets.Where(target => adapted.Values.Any(part => part.named_modules().Any(module => module.module is TorchSharp.Modules.Linear
                && (module.name == target || module.name.EndsWith("." + target, StringComparison.Ordinal))))).ToArray();
            using var adapter = LoraAdapter.Attach(adapted, options with { Targets = known }, SeedStream.Create(5, name));
            using var scope = NewDisposeScope();
            using var ungraded = no_grad();
            random.manual_seed(name.Length);
            foreach (var (parameter, value) in adapter.Parameters.Where(parameter => parameter.Name.EndsWith("lora_B.weight", StringComparison.Ordinal)))
            {
                value.copy_(randn(value.shape).Mul(0.3));
            }

            LoraFile.Write(adapter, folder, LoraLayout.Kohya, TestContext.Current.CancellationToken);
        }

        return folder;
    }

    private static byte[] Generated(FolderRun run, FineTuningOptions options, Action<PipelineImageModel> prepare)
    {
        using var model = TinyWorld.Model();
        prepare(model);
        ImageRequest[] requests =
        [
            .. TinyWorld.Prompts.SelectMany(prompt => Enumerable.Range(0, options.EvaluationImages)
                .Select(i => new ImageRequest(prompt, SeedStream.Create(run.Seed, "fine-tuning/held-out").Child(prompt)[i]))),
        ];
        var images = model.Pipeline.Generate(
            requests,
            new GenerationOptions { NumInferenceSteps = options.NumInferenceSteps, GuidanceScale = 2, Eta = options.Eta, BatchSize = options.SampleBatchSize },
            progress: null,
            TestContext.Current.CancellationToken);
        using var stream = new MemoryStream();
        TinyWorld.Components(static _ => { }).Images.WritePng(stream, ImageGrid.Create(images, options.EvaluationImages), 0);
        return stream.ToArray();
    }
}
