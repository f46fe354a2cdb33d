namespace RewardLab.Abstractions;

/// <summary>A reward r(x, y): how well image y fits prompt x. Scores whole grids, so that images and texts are encoded once.</summary>
/// <remarks>TextNorm and ensembles are reward models too, so rewards nest. Not thread-safe: one caller at a time.</remarks>
public interface IRewardModel : IDisposable
{
    /// <summary>Name for tables and reports.</summary>
    string Name { get; }

    /// <summary>How image files are to be read for this reward; null if the reward does not care. The caller, which reads the files, asks; <see cref="Score"/>
    /// receives pixels.</summary>
    ImageReading? ImageReading => null;

    /// <summary>Whether a score depends on the image alone, so that all prompts score alike. TextNorm refuses such a reward: every image would get the same
    /// share.</summary>
    bool IgnoresPrompts => false;

    /// <summary>Scores every image against every prompt.</summary>
    /// <param name="images">The images, 8-bit RGB.</param>
    /// <param name="prompts">The texts; duplicates are allowed and score alike.</param>
    /// <param name="cancellationToken">Answered within two seconds.</param>
    /// <returns>Finite scores, [images, prompts]; higher is better.</returns>
    /// <exception cref="RewardLabException">The input cannot be scored, with what to do about it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken);

    /// <summary>Scores some images against some prompts: the entries of the grid that are named, never the whole of it.</summary>
    /// <remarks>The default implementation scores one matrix per group of images with the same texts. Override it for something faster.</remarks>
    /// <param name="images">The images, 8-bit RGB.</param>
    /// <param name="pairs">An image's index and a text each; an image may occur with several texts, and images that do not occur are not scored.</param>
    /// <param name="cancellationToken">Answered within two seconds.</param>
    /// <returns>Finite scores, [pairs, 1]: those that <see cref="Score"/> would give at these entries.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside the batch.</exception>
    /// <exception cref="RewardLabException">The input cannot be scored, with what to do about it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ScoreMatrix ScorePairs(ImageBatch images, IReadOnlyList<ImagePromptPair> pairs, CancellationToken cancellationToken) =>
        PairGroups.Score(this, images, pairs, cancellationToken);
}
