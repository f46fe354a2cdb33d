using RewardLab.Algorithms.FineTuning.Options;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Schedulers;
using RewardLab.Torch.Training;

namespace RewardLab.Algorithms.FineTuning;

/// <summary>What an algorithm asks of a session.</summary>
/// <param name="EpochCount">Epochs in all.</param>
/// <param name="GuidanceScale">Guidance with which images are generated.</param>
/// <param name="AdamW">The optimizer's settings.</param>
/// <param name="Flow">How a flow model's steps are made random; null where the algorithm trains none.</param>
/// <param name="EvaluationSteps">Denoising steps of an evaluation's images; null for those of training.</param>
internal sealed record TrainingPlan(int EpochCount, double GuidanceScale, AdamWOptions AdamW, FlowRandomness? Flow = null, int? EvaluationSteps = null)
{
    /// <summary>Whether the denoiser is trained without guidance, whatever images are generated with.</summary>
    public bool TrainsUnguided { get; init; }

    /// <summary>The option that names the file of what is learned from, and a hash of what it says: a run resumes with the same wherever the file lies. Null
    /// where a model learns from its own images.</summary>
    public (string Option, string Hash)? Data { get; init; }

    /// <summary>Whether a moving average of the adapter is kept beside it: the old policy, which samples.</summary>
    public bool KeepsOldPolicy { get; init; }

    /// <summary>What DDPO asks of a session.</summary>
    public static TrainingPlan From(DdpoOptions options) => new(
        options.Epochs,
        options.GuidanceScale,
        new AdamWOptions { LearningRate = options.LearningRate, WeightDecay = options.WeightDecay },
        new FlowRandomness(FlowNoise.Sde, options.NoiseLevel ?? FlowRandomness.DefaultLevel),
        options.EvaluationSteps > 0 ? options.EvaluationSteps : null);
}
