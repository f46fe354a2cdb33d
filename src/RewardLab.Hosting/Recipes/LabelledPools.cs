using RewardLab.Abstractions;
using RewardLab.Evaluation.Labels;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Hosting.Recipes;

/// <summary>Pools of images, each with the labels of its images.</summary>
internal sealed class LabelledPools
{
    private readonly string _call;

    /// <summary>Joins candidates, their scores and their labels, prompt by prompt.</summary>
    /// <exception cref="RewardLabException">There is no pool or reward, two rewards share a name, or there are not as many labels as images.</exception>
    public LabelledPools(string call, IReadOnlyList<ImagePool> pools, IReadOnlyList<RecipeReward> rewards, IReadOnlyList<LabelSet> labels)
    {
        ArgumentNullException.ThrowIfNull(pools);
        ArgumentNullException.ThrowIfNull(rewards);
        ArgumentNullException.ThrowIfNull(labels);
        PoolLabels.Require(call, pools, rewards);
        if (labels.Count != pools.Count)
        {
            throw new RewardLabException($"{call}: there are {pools.Count} pools but labels of {labels.Count}. Give a LabelSet per pool, in the same order.");
        }

        for (var i = 0; i < pools.Count; i++)
        {
            if (labels[i].Count != pools[i].Count)
            {
                throw new RewardLabException(
                    $"{call}, prompt \"{pools[i].Prompt}\": there are {pools[i].Count} images but {labels[i].Count} labels. Label each image once.");
            }
        }

        _call = call;
        Pools = pools;
        Labels = labels;
    }

    public IReadOnlyList<ImagePool> Pools { get; }

    public IReadOnlyList<LabelSet> Labels { get; }

    /// <summary>Number of prompts that have good images and bad ones.</summary>
    public int Labelled => Labels.Count(labels => labels.HasBothClasses);

    /// <summary>Whether each image is good, pool by pool.</summary>
    public IReadOnlyList<bool> Good => [.. Labels.SelectMany(labels => labels.Good.ToArray())];

    /// <summary>What orders each pool's images by a reward's scores.</summary>
    /// <exception cref="RewardLabException">A score is not finite.</exception>
    public IReadOnlyList<double[]> OrderKeys(RecipeReward reward)
    {
        Scores(reward);
        return [.. Pools.Select(pool => reward.ScoreImages(pool).OrderKeys)];
    }

    /// <summary>A reward's scores of each pool's images.</summary>
    /// <exception cref="RewardLabException">A score is not finite.</exception>
    public IReadOnlyList<double[]> Scores(RecipeReward reward)
    {
        var scores = Pools.Select(reward.Score).ToArray();
        for (var i = 0; i < scores.Length; i++)
        {
            var image = Array.FindIndex(scores[i], score => !double.IsFinite(score));
            if (image >= 0)
            {
                throw new RewardLabException(
                    $"{_call}: {reward.Name} scores image {image} of prompt \"{Pools[i].Prompt}\" {scores[i][image]}; scores must be finite. "
                    + "Check the model and the image.");
            }
        }

        return scores;
    }

    /// <summary>A reward's scores of all images, pool by pool, each minus its prompt's mean and in its prompt's standard deviations.</summary>
    /// <exception cref="RewardLabException">A score is not finite.</exception>
    public IReadOnlyList<double> Standardised(RecipeReward reward) => [.. Scores(reward).SelectMany(scores => StandardScores.Compute(scores))];
}
