using RewardLab.Evaluation.Statistics;

namespace RewardLab.Algorithms.FineTuning.Instruments;

/// <summary>How many pictures an update takes until a policy gradient's signal is as strong as its noise, over all epochs of a run.</summary>
/// <param name="Pictures">The simple noise scale (McCandlish et al., arXiv:1812.06162); null where no signal was found.</param>
/// <param name="Lower">Lower end of a 95% interval, from the epochs' spread.</param>
/// <param name="Upper">Upper end; null where the signal may be nothing.</param>
internal sealed record NoiseScale(double? Pictures, double? Lower, double? Upper)
{
    /// <summary>Signal and noise, each averaged over the epochs and only then divided; null with fewer than ten.</summary>
    public static NoiseScale? Of(IEnumerable<EpochFigures> epochs)
    {
        var figures = epochs.Where(epoch => epoch.Values.ContainsKey("gradientSignal")).Select(epoch => (Signal: epoch.Values["gradientSignal"], Noise: epoch.Values["gradientNoise"])).ToArray();
        if (figures.Length < 10)
        {
            return null;
        }

        var signal = ConfidenceInterval.OfMean([.. figures.Select(figure => figure.Signal)], ValueRange.Unbounded);
        var noise = figures.Average(figure => figure.Noise);
        return new NoiseScale(Ratio(signal.Mean), Ratio(signal.Upper ?? signal.Mean), Ratio(signal.Lower ?? signal.Mean));

        double? Ratio(double strength) => strength > 0 ? noise / strength : null;
    }

    /// <summary>For people.</summary>
    /// <param name="samplesPerUpdate">Pictures an update.</param>
    public string Describe(int samplesPerUpdate) => this switch
    {
        { Pictures: not null, Upper: not null } => FormattableString.Invariant($"the gradient's signal equals its noise at about {Pictures:g3} pictures an update (95%: {Lower:g3} to {Upper:g3}); it had {samplesPerUpdate}."),
        { Lower: not null } => FormattableString.Invariant($"the gradient's signal was not told from its noise: it takes more than {Lower:g3} pictures an update to hear it; it had {samplesPerUpdate}. More pictures, fewer prompts or firstSteps help."),
        _ => FormattableString.Invariant($"no signal was found in the gradient; an update had {samplesPerUpdate} pictures. More pictures, fewer prompts or firstSteps help."),
    };
}
