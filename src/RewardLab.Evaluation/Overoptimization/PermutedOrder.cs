namespace RewardLab.Evaluation.Overoptimization;

/// <summary>What of a recorded history is put in a random order.</summary>
public enum PermutedOrder
{
    /// <summary>Whole evaluations: neither proxy nor held-out reward has a trend.</summary>
    Both,

    /// <summary>The held-out reward alone, while the proxy keeps its own order and with it its rise:
    /// the null that matters, as training makes the proxy rise.</summary>
    HeldOut,
}
