namespace RewardLab.Abstractions;

/// <summary>The former name of <see cref="IAlgorithm"/>.</summary>
[Obsolete("Use IAlgorithm.")]
public interface IOptimizer : IAlgorithm;
