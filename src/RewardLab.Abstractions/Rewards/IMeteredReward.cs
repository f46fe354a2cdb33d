namespace RewardLab.Abstractions;

/// <summary>A reward whose scores cost something, such as calls of a service, and that can say how much before it begins.</summary>
/// <remarks>Not thread-safe: one caller at a time.</remarks>
public interface IMeteredReward : IRewardModel
{
    /// <summary>Tells the user what some work will cost, less what a cache holds. Nothing is scored, and no service is called.</summary>
    /// <param name="work">Batches of images, and the entries of each that are to be scored; read once, in order.</param>
    /// <param name="cancellationToken">Answered within two seconds.</param>
    /// <exception cref="RewardLabException">The input cannot be scored, with what to do about it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    void Announce(IEnumerable<(ImageBatch Images, IReadOnlyList<ImagePromptPair> Pairs)> work, CancellationToken cancellationToken);
}
