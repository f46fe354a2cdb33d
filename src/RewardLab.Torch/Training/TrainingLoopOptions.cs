namespace RewardLab.Torch.Training;

/// <summary>What every training has in common.</summary>
public sealed record TrainingLoopOptions
{
    /// <summary>Name of the stage in progress, events and checkpoints.</summary>
    public required string Stage { get; init; }

    /// <summary>All that a step depends on, beside what is trained: what a checkpoint is compared by when a run resumes.</summary>
    public Abstractions.CheckpointSettings Settings { get; init; } = new();

    /// <summary>Optimizer steps in all, at least 1.</summary>
    public required long StepCount { get; init; }

    /// <summary>Steps of linear warm-up.</summary>
    public long WarmupSteps { get; init; } = 100;

    /// <summary>Limit on the joint norm of the gradients.</summary>
    public double MaxGradientNorm { get; init; } = 1;

    /// <summary>Decay of the moving average that is kept in the end; 0 keeps the last step's weights.</summary>
    public double AverageDecay { get; init; } = 0.999;

    /// <summary>Steps between two loss events.</summary>
    public long LogInterval { get; init; } = 50;

    /// <summary>Steps between two checkpoints.</summary>
    public long CheckpointInterval { get; init; } = 500;

    /// <summary>Steps between two evaluations, where the loop is given one; 0 for none.</summary>
    public long EvaluationInterval { get; init; }

    /// <summary>Evaluations in a row that bring nothing better before training stops; 0 for never.</summary>
    public int Patience { get; init; }

    /// <summary>What the evaluation gives the weights that training begins with: these take part, and are kept where no later ones are better; null leaves them
    /// out.</summary>
    public double? StartScore { get; init; }

    /// <summary>The optimizer's hyperparameters.</summary>
    public AdamWOptions AdamW { get; init; } = new();
}
