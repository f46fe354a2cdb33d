namespace RewardLab.Algorithms.FineTuning;

/// <summary>A loss, a gradient or a reward that is not a finite number; the update is skipped.</summary>
internal sealed class NonFiniteException(string what) : Exception(what);
