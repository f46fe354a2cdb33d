namespace RewardLab.Algorithms.Preferences;

/// <summary>What of the validation prompts chooses the weights that are kept, and when to stop.</summary>
public enum StopCriterion
{
    /// <summary>The loss of the choices: every choice counts by how sure the reward is.</summary>
    Loss,

    /// <summary>How often the preferred image scores higher.</summary>
    Accuracy,
}
