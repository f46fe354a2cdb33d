namespace RewardLab.Abstractions;

/// <summary>An algorithm that improves images or models against a reward: best-of-n, fine-tuning, training a reward.
/// Emits events, and stops and resumes at any step.</summary>
/// <remarks>Called on a thread of its own and expected to stay on it.</remarks>
public interface IAlgorithm
{
    /// <summary>Name for tables and reports.</summary>
    string Name { get; }

    /// <summary>Runs to the end, or from the run's last checkpoint to the end.</summary>
    /// <param name="context">What to optimise, against what, and where to write.</param>
    /// <param name="cancellationToken">Answered within two seconds, with a checkpoint written where there is progress to keep.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="RewardLabException">The context lacks something, or has something unusable.</exception>
    void Run(OptimizationContext context, CancellationToken cancellationToken);
}
