using System.Text.Json.Serialization;
using RewardLab.Evaluation.Checkpoints;
using RewardLab.Evaluation.Histories;

namespace RewardLab.Algorithms.FineTuning.Evaluation;

/// <summary>What an evaluation found: scores of held-out images, of the same prompts and seeds each time.</summary>
internal sealed record EvaluationRecord
{
    /// <summary>Epochs trained.</summary>
    public required int Epoch { get; init; }

    /// <summary>The reward that is optimised, [images].</summary>
    public required double[] Proxy { get; init; }

    /// <summary>What orders the optimised reward's scores, of any evaluation, [images]; null where they do themselves, or an earlier version has not noted
    /// it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double[]? ProxyOrder { get; init; }

    /// <summary>Rewards that are not, by name, [images] each; one whose scores were not finite is left out.</summary>
    public required Dictionary<string, double[]> HeldOut { get; init; }

    /// <summary>Mean over images of the standard deviation between an ensemble's members; null where the reward is not an ensemble.</summary>
    public double? Disagreement { get; init; }

    /// <summary>Mean distance, 1 - cosine, between images of one prompt; null where no reward embeds images.</summary>
    public double? Diversity { get; init; }

    /// <summary>KL divergence of each denoising step from the base's, in nats, mean over one image per prompt, [steps].</summary>
    public required double[] KlOfSteps { get; init; }

    /// <summary>Values of one image's latents; 0 where an earlier version has not noted it.</summary>
    public int LatentSize { get; init; }

    /// <summary>Time that generating took, that for the divergence included.</summary>
    public double SampleSeconds { get; init; }

    /// <summary>Time that scoring took.</summary>
    public double ScoreSeconds { get; init; }

    /// <summary>What checkpoints are chosen by.</summary>
    /// <param name="heldOutReward">The held-out reward's name; null for none.</param>
    public CheckpointScores ScoresBy(string? heldOutReward) =>
        new(Proxy) { ProxyOrder = ProxyOrder, HeldOut = heldOutReward is null ? null : HeldOut.GetValueOrDefault(heldOutReward) };

    /// <summary>KL divergence of whole trajectories from the base's, in nats.</summary>
    public double Kl => KlOfSteps.Sum();

    /// <summary>The evaluation as the fine-tuning's history has it.</summary>
    public HeldOutEvaluation ToHistory() =>
        new(Epoch, Proxy, HeldOut.ToDictionary(scores => scores.Key, IReadOnlyList<double> (scores) => scores.Value, StringComparer.Ordinal))
        {
            ProxyOrder = ProxyOrder,
            Disagreement = Disagreement,
            Diversity = Diversity,
            KlOfSteps = KlOfSteps,
            Kl = Kl,
            LatentSize = LatentSize,
            SampleSeconds = SampleSeconds,
            ScoreSeconds = ScoreSeconds,
        };
}
