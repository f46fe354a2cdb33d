namespace RewardLab.Algorithms.FineTuning.Options;

/// <summary>What is held near the base.</summary>
public enum RegularizerType
{
    /// <summary>The guided noise: mean squared difference.</summary>
    Noise,

    /// <summary>The mean of the step's outcome, in units of its deviation: mean squared difference.</summary>
    StepMean,

    /// <summary>The mean of a flow's step, in units of its noise without the step's length: half the mean squared difference (Flow-GRPO).</summary>
    FlowStep,
}
