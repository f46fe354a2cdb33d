using System.Globalization;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Algorithms.FineTuning.Metrics;

/// <summary>How many images per update takes until a policy gradient's signal is as strong as its noise, over all epochs of a run.</summary>
/// <param name="Images">The simple noise scale (McCandlish et al., arXiv:1812.06162); null where no signal was found.</param>
/// <param name="Lower">Lower end of a 95% interval, from the epochs' spread.</param>
/// <param name="Upper">Upper end; null where the signal may be nothing.</param>
internal sealed record NoiseScale(double? Images, double? Lower, double? Upper)
{
    /// <summary>Signal and noise, each averaged over the epochs and only then divided; null with fewer than ten.</summary>
    public static NoiseScale? From(IEnumerable<EpochRecord> epochs)
    {
        var gradients = epochs
            .Select(epoch => (Signal: epoch.Find(MetricKeys.GradientSignal), Noise: epoch.Find(MetricKeys.GradientNoise)))
            .Where(gradient => gradient is { Signal: not null, Noise: not null })
            .Select(gradient => (Signal: gradient.Signal!.Value, Noise: gradient.Noise!.Value)).ToArray();
        if (gradients.Length < 10)
        {
            return null;
        }

        var signal = ConfidenceInterval.OfMean([.. gradients.Select(gradient => gradient.Signal)], ValueRange.Unbounded);
        var noise = gradients.Average(gradient => gradient.Noise);
        return new NoiseScale(Ratio(signal.Mean), Ratio(signal.Upper ?? signal.Mean), Ratio(signal.Lower ?? signal.Mean));

        double? Ratio(double strength) => strength > 0 ? noise / strength : null;
    }

    /// <summary>The noise scale as a sentence, beside the images that an update had.</summary>
    /// <param name="samplesPerUpdate">Images per update.</param>
    public string Describe(int samplesPerUpdate) => this switch
    {
        { Images: not null, Upper: not null } => FormattableString.Invariant(
            $"the gradient's signal equals its noise at about {Images:g3} images per update (95%: {Lower:g3} to {Upper:g3}); there were {samplesPerUpdate}."),
        { Lower: not null } => string.Create(
            CultureInfo.InvariantCulture,
            $"the gradient's signal does not exceed its noise: that takes more than {Lower:g3} images per update; "
            + $"there were {samplesPerUpdate}. Use more images, fewer prompts or firstSteps."),
        _ => FormattableString.Invariant(
            $"no signal was found in the gradient with {samplesPerUpdate} images per update. Use more images, fewer prompts or firstSteps."),
    };
}
