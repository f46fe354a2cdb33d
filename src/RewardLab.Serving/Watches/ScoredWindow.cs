namespace RewardLab.Serving.Watches;

/// <summary>A window with the scores of held-out rewards.</summary>
/// <param name="Window">What was sampled.</param>
/// <param name="HeldOut">Scores by held-out reward, [images]; not a number where it could not score an image.</param>
/// <param name="Seconds">How long held-out rewards took.</param>
internal sealed record ScoredWindow(SampledWindow Window, IReadOnlyDictionary<string, double[]> HeldOut, double Seconds)
{
    /// <summary>Scores of each reward, [images]: those that were asked, then held-out ones.</summary>
    public IEnumerable<(string Reward, double[] Scores)> AllScores() =>
    [
        .. Window.Rewards.Select((reward, i) => (reward, Window.Images.Select(image => image.Scores[i]).ToArray())),
        .. HeldOut.Select(entry => (entry.Key, entry.Value)),
    ];
}
