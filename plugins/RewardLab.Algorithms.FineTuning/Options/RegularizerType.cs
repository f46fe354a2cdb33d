namespace RewardLab.Algorithms.FineTuning.Options;

/// <summary>What is held near the base.</summary>
public enum RegularizerType
{
    /// <summary>The guided noise: mean squared difference.</summary>
    Noise,

    /// <summary>The mean of the step's outcome, in units of its deviation: mean squared difference.</summary>
    StepMean,
}
