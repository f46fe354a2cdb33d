using System.Text.Json.Serialization;

namespace RewardLab.Evaluation.Histories;

/// <summary>One evaluation of a fine-tuned model on held-out prompts and seeds, the same each time.</summary>
/// <param name="Epoch">Epochs trained; 0 for the base.</param>
/// <param name="Proxy">The proxy reward's scores, [images].</param>
/// <param name="HeldOut">The held-out rewards' scores, by name, [images] each.</param>
public sealed record HeldOutEvaluation(int Epoch, IReadOnlyList<double> Proxy, IReadOnlyDictionary<string, IReadOnlyList<double>> HeldOut)
{
    /// <summary>What orders the proxy reward's scores of any evaluation, [images]; null where they do themselves.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double>? ProxyOrder { get; init; }

    /// <summary>Standard deviation between an ensemble's members, mean over images; null where the reward is no ensemble.</summary>
    public double? Disagreement { get; init; }

    /// <summary>Mean distance, 1 - cosine, between images of one prompt; null where no reward embeds images.</summary>
    public double? Diversity { get; init; }

    /// <summary>KL divergence of each denoising step from the base's, in nats, mean over one image per prompt, [steps].</summary>
    public IReadOnlyList<double> KlOfSteps { get; init; } = [];

    /// <summary>KL divergence of whole trajectories from the base's, in nats.</summary>
    public double Kl { get; init; }

    /// <summary>Values of one image's latents; 0 where it is not noted.</summary>
    public int LatentSize { get; init; }

    /// <summary>Seconds that generating took.</summary>
    public double SampleSeconds { get; init; }

    /// <summary>Seconds that scoring took.</summary>
    public double ScoreSeconds { get; init; }
}
