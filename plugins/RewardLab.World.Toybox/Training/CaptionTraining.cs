using RewardLab.Abstractions;
using RewardLab.Numerics.Imaging;
using RewardLab.Numerics.Models.Clip;
using RewardLab.Numerics.Tensors;
using RewardLab.Numerics.Text;
using RewardLab.Numerics.Training;
using RewardLab.World.Toybox.Language;
using RewardLab.World.Toybox.Rendering;
using RewardLab.World.Toybox.Scenes;
using static TorchSharp.torch;

namespace RewardLab.World.Toybox.Training;

/// <summary>Trains a small CLIP on rendered scenes and careless captions and writes it to "weights/caption" of the run.</summary>
/// <remarks>
/// Loss: CLIP's symmetric cross-entropy (Radford et al., 2021, figure 3). A small world repeats its captions within a batch: pictures with
/// equal captions share the target evenly instead of being set against each other.
/// </remarks>
internal sealed class CaptionTraining(CaptionTrainingOptions options, string pluginFolder) : IOptimizer
{
    public string Name => "Toybox caption reward training";

    public void Run(OptimizationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var run = context.Run;
        var seeds = SeedStream.Of(run.Seed, "toybox-caption");
        var configs = Path.Combine(pluginFolder, "weights", "caption");
        random.manual_seed(unchecked((long)seeds[-1]));
        using var model = new ClipModel(ClipConfig.Load(Path.Combine(configs, "config.json")));
        var tokenizer = ClipTokenizer.FromFolder(configs);
        var preprocessor = ClipFolder.Preprocessor(configs);
        var scenes = new TrainingScenes(seeds.Child("scenes"));
        var steps = seeds.Child("steps");
        var loop = new TrainingLoop(
            new Dictionary<string, nn.Module> { ["clip"] = model },
            new TrainingLoopOptions
            {
                Stage = "caption reward",
                StepCount = options.StepCount,
                WarmupSteps = Math.Min(100, options.StepCount / 10),
                AverageDecay = 0.998,
                AdamW = new AdamWOptions { LearningRate = options.LearningRate, WeightDecay = 1e-2 },
            },
            run);
        loop.Run(step => Loss(model, tokenizer, preprocessor, scenes, step, steps[step]), cancellationToken);
        ClipFolder.Write(model, configs, Path.Combine(run.Folder, "weights", "caption"));
    }

    private Tensor Loss(ClipModel model, ClipTokenizer tokenizer, ImagePreprocessor preprocessor, TrainingScenes scenes, long step, ulong seed)
    {
        var random = new ToyRandom(seed);
        var captioning = new CaptionOptions
        {
            DropCountProbability = options.DroppedCounts,
            WrongCountProbability = options.WrongCounts,
            DropClassProbability = options.DroppedClasses,
            LeadProbability = 0.1,
        };
        var (batch, captions) = (new Scene[options.BatchSize], new string[options.BatchSize]);
        for (var i = 0; i < batch.Length; i++)
        {
            batch[i] = scenes[(step * batch.Length) + i];
            captions[i] = Captioner.Caption(batch[i].Counts, captioning, random);
        }

        var ids = tokenizer.EncodePadded(captions).IdsTensor();
        var pixels = preprocessor.Preprocess(SceneRenderer.Render(batch));
        var logits = model.call(pixels, ids, null); // [pictures, texts]
        return SymmetricLoss(logits, captions);
    }

    private static Tensor SymmetricLoss(Tensor logits, string[] captions)
    {
        var target = EqualTexts.Targets(captions);
        var byPicture = (nn.functional.log_softmax(logits, 1) * target).sum();
        var byText = (nn.functional.log_softmax(logits, 0) * target).sum();
        return byPicture.Plus(byText).Times(-0.5 / captions.Length);
    }
}
