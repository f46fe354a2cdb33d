namespace RewardLab.Abstractions;

/// <summary>A reward that can compare two images directly, without a score of either.</summary>
/// <remarks>Not thread-safe: one caller at a time.</remarks>
public interface IPairwiseReward : IRewardModel
{
    /// <summary>Whether it is configured to compare images. If so, it gives no scores; if not, it gives scores and compares nothing.</summary>
    bool IsPairwise { get; }

    /// <summary>Compares the two images of each pair, in both orders.</summary>
    /// <param name="pairs">The pairs; images of different pairs may have different sizes.</param>
    /// <param name="question">What is asked of them.</param>
    /// <param name="cancellationToken">Answered within two seconds.</param>
    /// <returns>A comparison for each pair, in order.</returns>
    /// <exception cref="RewardLabException">A pair cannot be compared, with what to do about it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    IReadOnlyList<PairwiseComparison> Compare(IReadOnlyList<ImagePair> pairs, PairwiseQuestion question, CancellationToken cancellationToken);
}
