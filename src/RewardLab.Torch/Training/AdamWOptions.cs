namespace RewardLab.Torch.Training;

/// <summary>Hyperparameters of <see cref="AdamW"/>; PyTorch's defaults.</summary>
public sealed record AdamWOptions
{
    /// <summary>Learning rate before any schedule, greater than 0.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Decay of the first moment, [0, 1).</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the second moment, [0, 1).</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the second moment.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Decoupled weight decay, at least 0.</summary>
    public double WeightDecay { get; init; } = 1e-2;
}
