namespace RewardLab.Abstractions;

/// <summary>Shortcuts for common shapes of scoring.</summary>
public static class RewardModelExtensions
{
    /// <summary>Scores images against one prompt, [images].</summary>
    public static double[] Score(this IRewardModel reward, ImageBatch images, string prompt, CancellationToken cancellationToken) =>
        reward.ScoreImages(images, prompt, cancellationToken).Values;

    /// <summary>Scores images against one prompt, with what orders them.</summary>
    public static ImageScores ScoreImages(this IRewardModel reward, ImageBatch images, string prompt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reward);
        return reward.Score(images, [prompt], cancellationToken).Scores(0);
    }

    /// <summary>Finds another capability of a reward, also through wrappers; null if it has none.</summary>
    /// <typeparam name="T">Such as <see cref="IRewardEnsemble"/> or <see cref="IImageEmbedder"/>.</typeparam>
    public static T? Find<T>(this IRewardModel reward)
        where T : class, IRewardModel
    {
        ArgumentNullException.ThrowIfNull(reward);
        return reward as T ?? (reward is IRewardWrapper wrapper ? wrapper.Inner.Find<T>() : null);
    }

    /// <summary>How image files are to be read for several rewards at once; null where none has a say.</summary>
    /// <exception cref="RewardLabException">They are set to read images differently.</exception>
    public static ImageReading? CommonImageReading(this IEnumerable<IRewardModel> rewards)
    {
        ArgumentNullException.ThrowIfNull(rewards);
        IRewardModel? first = null;
        foreach (var reward in rewards.Where(reward => reward.ImageReading is not null))
        {
            first ??= reward;
            if (reward.ImageReading != first.ImageReading)
            {
                throw new RewardLabException(
                    $"{first.Name} and {reward.Name} are scored together, but their options imageReading are {first.ImageReading} and {reward.ImageReading}. "
                    + "Give both the same value, or score with one at a time.");
            }
        }

        return first?.ImageReading;
    }

    /// <summary>Scores image i against prompt i, [images].</summary>
    /// <exception cref="ArgumentException">There are not as many prompts as images.</exception>
    public static double[] ScorePairs(this IRewardModel reward, ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken) =>
        reward.ScoreImagePairs(images, prompts, cancellationToken).Values;

    /// <summary>Scores image i against prompt i, with what orders them: a matrix for each distinct prompt.</summary>
    /// <remarks>A score depends only on the images of its own prompt, down to the last bit, so that a resumed run gets the same scores;
    /// in <see cref="IRewardModel.ScorePairs"/>, which is cheaper for many prompts, texts are encoded together.</remarks>
    /// <inheritdoc cref="ScorePairs" path="/exception"/>
    public static ImageScores ScoreImagePairs(this IRewardModel reward, ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reward);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(prompts);
        if (prompts.Count != images.Count)
        {
            throw new ArgumentException($"There are {images.Count} images but {prompts.Count} prompts.", nameof(prompts));
        }

        var (values, keys, hasKeys) = (new double[images.Count], new double[images.Count], false);
        foreach (var group in Enumerable.Range(0, images.Count).GroupBy(i => prompts[i], StringComparer.Ordinal))
        {
            var indices = group.ToArray();
            var scores = reward.ScoreImages(images.Select(indices), group.Key, cancellationToken);
            hasKeys |= scores.HasOrderKeys;
            for (var i = 0; i < indices.Length; i++)
            {
                (values[indices[i]], keys[indices[i]]) = (scores.Values[i], scores.OrderKeys[i]);
            }
        }

        return new ImageScores(values, hasKeys ? keys : values);
    }
}
