using RewardLab.Algorithms.FineTuning.Instruments;

namespace RewardLab.Algorithms.FineTuning;

/// <summary>One way of fine-tuning: what an epoch does.</summary>
internal interface ITrainer : IDisposable
{
    /// <summary>Epochs in all.</summary>
    int EpochCount { get; }

    /// <summary>Does what comes before the first epoch, once the state is there.</summary>
    void Prepare(CancellationToken cancellationToken);

    /// <summary>Trains an epoch and gives its figures.</summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="cancellationToken">Answered within two seconds.</param>
    EpochMetrics Train(int epoch, CancellationToken cancellationToken);
}
