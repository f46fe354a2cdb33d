using RewardLab.Abstractions;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Training;
using RewardLab.Torch.Training.Rewards;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Toybox.Training;

/// <summary>Trains a small reward of one of three layouts on rendered scenes and careless captions and writes it into the run's "weights".</summary>
/// <remarks>
/// Loss: CLIP's symmetric cross-entropy over the grid of images and captions (Radford et al., 2021, figure 3); for BLIP-2 beside it the
/// cross-entropy of matching over the same grid (Li et al., 2023, section 3.1). A small world repeats its captions within a batch: images
/// with equal captions share the target evenly instead of being set against each other.
/// </remarks>
internal sealed class CaptionTraining(CaptionTrainingOptions options, string pluginFolder) : IAlgorithm
{
    public string Name => "Toybox caption training";

    private (string Folder, string Configs, string Stream) Place => options.Layout switch
    {
        CaptionLayout.Clip => ("clip", "clip", "toybox-caption"),
        CaptionLayout.Blip => ("blip", "imagereward", "toybox-blip"),
        _ => ("blip2", "blip2", "toybox-blip2"),
    };

    public void Run(OptimizationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (folder, configs, stream) = Place;
        var run = context.Run;
        var seeds = SeedStream.Create(run.Seed, stream);
        random.manual_seed(unchecked((long)seeds[-1]));
        using var reward = TrainableRewards.Fresh(ModelFolder.Open(Path.Combine(pluginFolder, "weights", configs)));
        reward.Module.eval(); // no dropout: the supply of images never ends
        var batches = new CaptionBatches(options, seeds);
        var loop = new TrainingLoop(
            new Dictionary<string, nn.Module> { [folder] = reward.Module },
            new TrainingLoopOptions
            {
                Stage = $"captions, {folder}",
                Settings = new CheckpointSettings(options) { ["seed"] = run.Seed },
                StepCount = options.StepCount,
                WarmupSteps = Math.Min(100, options.StepCount / 10),
                AverageDecay = 0.998,
                AdamW = new AdamWOptions { LearningRate = options.LearningRate, WeightDecay = 1e-2 },
            },
            run);
        loop.Run(step => Loss(reward, batches, step), cancellationToken);
        reward.Save(Path.Combine(run.Folder, "weights", folder));
    }

    private static Tensor Loss(ITrainableReward reward, CaptionBatches batches, long step)
    {
        var (images, captions) = batches.Create(step);
        var pixels = reward.Preprocessor.Preprocess(images);
        var target = EqualTexts.Targets(captions); // [images, captions]
        if (reward is not TrainableBlip2 blip2)
        {
            return SymmetricLoss(reward.ScoreMatrix(pixels, captions), target);
        }

        var (contrastivePrompt, match) = blip2.Grids(pixels, captions);
        return SymmetricLoss(contrastivePrompt, target).Add(MatchLoss(match, target));
    }

    private static Tensor SymmetricLoss(Tensor logits, Tensor target)
    {
        var byImage = (nn.functional.log_softmax(logits, 1) * target).sum();
        var byText = (nn.functional.log_softmax(logits, 0) * target).sum();
        return byImage.Add(byText).Mul(-0.5 / logits.shape[0]);
    }

    /// <summary>Matching pairs and the others weigh alike, however few match.</summary>
    private static Tensor MatchLoss(Tensor logOdds, Tensor target)
    {
        var matching = target.sign();
        var others = matching.SubtractFrom(1);
        var yes = (nn.functional.logsigmoid(logOdds) * matching).sum() / matching.sum();
        var no = (nn.functional.logsigmoid(logOdds.neg()) * others).sum() / others.sum();
        return yes.Add(no).Mul(-0.5);
    }
}
