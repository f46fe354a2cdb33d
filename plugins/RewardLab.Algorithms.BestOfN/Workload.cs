using RewardLab.Abstractions;

namespace RewardLab.Algorithms.BestOfN;

/// <summary>What a run works on, checked.</summary>
internal sealed record Workload(
    IImageModel Model, IRewardModel Reward, IReadOnlyList<IRewardModel> HeldOutRewards, IReadOnlyList<string> Prompts, IRun Run, BestOfNOptions Options)
{
    public static Workload Create(OptimizationContext context, BestOfNOptions options)
    {
        var model = context.Model ?? throw new RewardLabException("best-of-n has no image model. Name one.");
        var reward = context.Reward ?? throw new RewardLabException("best-of-n has no reward to select by. Name one.");
        if (context.Prompts.Count == 0)
        {
            throw new RewardLabException("best-of-n has no prompts. Give at least one.");
        }

        if (context.Prompts.GroupBy(prompt => prompt, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new RewardLabException($"best-of-n: prompt \"{twice.Key}\" is listed twice. Its images would be the same; keep one.");
        }

        if (context.HeldOutRewards.GroupBy(heldOutReward => heldOutReward.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } alike)
        {
            throw new RewardLabException($"best-of-n: two held-out rewards are called {alike.Key}; keep one.");
        }

        return new Workload(model, reward, context.HeldOutRewards, context.Prompts, context.Run, options);
    }

    /// <summary>The seed of a prompt's i-th image.</summary>
    public ulong Seed(string prompt, int image) => SeedStream.Create(Run.Seed, "sampling").Child(prompt)[image];

    /// <summary>A reward's scores of images that begin at image <paramref name="start"/> of the pool.</summary>
    public static ImageScores Score(IRewardModel reward, ImageBatch images, string prompt, int start, CancellationToken cancellationToken)
    {
        var scores = reward.ScoreImages(images, prompt, cancellationToken);
        var bad = Array.FindIndex(scores.Values, score => !double.IsFinite(score));
        return bad < 0
            ? scores
            : throw new RewardLabException(
                $"{reward.Name}, prompt \"{prompt}\": the score of image {start + bad} is {scores.Values[bad]}; scores must be finite. "
                + "Check the model and the image.");
    }

    /// <summary>All that the pools depend on.</summary>
    public CheckpointSettings Settings()
    {
        var settings = new CheckpointSettings(Options)
        {
            ["seed"] = Run.Seed,
            ["model"] = Model.Name,
            ["reward"] = Reward.Name,
            ["heldOut"] = HeldOutRewards.Select(reward => reward.Name).ToArray(),
            ["prompts"] = Prompts,
        };
        return settings.AddFormerName("heldOut", FormerPoolKeys.HeldOut);
    }
}
