using RewardLab.Abstractions;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.XRays;

/// <summary>A reward under the X-ray: its scores of the images as they are, and the unit in which it moves.</summary>
internal sealed class XRaySubject
{
    private const double NoticeableShift = 0.1;

    // What rounding leaves of equal scores is not a spread.
    private const double Rounding = 1e-9;

    private readonly XRayReward _reward;
    private readonly IReadOnlyList<XRayPrompt> _prompts;
    private readonly CancellationToken _cancellation;

    public XRaySubject(XRayReward reward, IReadOnlyList<XRayPrompt> prompts, TimeProvider? clock, CancellationToken cancellationToken)
    {
        (_reward, _prompts, _cancellation) = (reward, prompts, cancellationToken);
        var start = clock?.GetTimestamp() ?? 0;
        ImageScores[] scores = [.. prompts.Select(prompt => ScoreImages(Model, prompt.Images, prompt.Prompt))];
        Base = [.. scores.Select(one => one.Values)];
        Order = [.. scores.Select(one => one.OrderKeys)];
        if (clock?.GetElapsedTime(start).TotalSeconds is { } seconds)
        {
            ImagesPerSecond = prompts.Sum(prompt => prompt.Images.Count) / Math.Max(seconds, 1e-6);
        }

        Spread = PooledDeviation(Base);
        var scale = Base.Max(values => values.Max(Math.Abs));
        if (!(Spread > Rounding * scale))
        {
            throw new RewardLabException(
                $"{Name} scores all images of each prompt alike, so that there is no spread within a prompt to measure shifts by. Give other images.");
        }
    }

    public string Name => _reward.Name;

    public IRewardModel Model => _reward.Model;

    public IReadOnlyList<(string Name, IRewardModel Model)> Variants => _reward.Variants;

    /// <summary>Scores of the images as they are, [prompts][images].</summary>
    public double[][] Base { get; }

    /// <summary>What orders them, [prompts][images].</summary>
    public double[][] Order { get; }

    public double Spread { get; }

    public double? ImagesPerSecond { get; }

    /// <summary>Scores images against one prompt, [images].</summary>
    /// <exception cref="RewardLabException">The reward cannot score them, or a score is not finite.</exception>
    public double[] Score(ImageBatch images, string prompt) => ScoreImages(Model, images, prompt).Values;

    /// <summary>Scores images by another model of this reward.</summary>
    public double[] Score(IRewardModel model, ImageBatch images, string prompt) => ScoreImages(model, images, prompt).Values;

    /// <summary>What a change does: its scores against those of the images as they are.</summary>
    /// <param name="effect">The change.</param>
    /// <param name="score">The changed scores of a prompt, by its number.</param>
    public ChangeEffect Measure(ChangeEffect effect, Func<int, double[]> score)
    {
        try
        {
            return Measure(effect, [.. Enumerable.Range(0, _prompts.Count).Select(p => Differences(Base[p], score(p)))]);
        }
        catch (RewardLabException exception) when (exception is not ScoreNotFiniteException)
        {
            // A prompt that this reward refuses is reported as a problem, and the X-ray continues.
            return effect with { Problem = OneLine.Short(exception.Message) };
        }
    }

    /// <summary>Adds how far the changed images of one prompt moved.</summary>
    /// <param name="prompt">The prompt's number.</param>
    /// <param name="changed">Its images, changed.</param>
    /// <param name="shifts">Gets one row, [images].</param>
    /// <returns>Why the reward cannot score them; null where it can.</returns>
    public string? TryMeasure(int prompt, ImageBatch changed, List<double[]> shifts)
    {
        try
        {
            shifts.Add(Differences(Base[prompt], Score(changed, _prompts[prompt].Prompt)));
            return null;
        }
        catch (RewardLabException exception) when (exception is not ScoreNotFiniteException)
        {
            return OneLine.Short(exception.Message); // such as a size that it does not take
        }
    }

    /// <summary>What a change does, from the shifts of each prompt's images; at least one of each.</summary>
    public static ChangeEffect Measure(ChangeEffect effect, IReadOnlyList<double[]> shifts)
    {
        var count = shifts.Sum(prompt => prompt.Length);
        return effect with
        {
            Shift = Mean(shifts),
            RaisedShare = shifts.Sum(prompt => prompt.Count(shift => shift > NoticeableShift)) / (double)count,
            LoweredShare = shifts.Sum(prompt => prompt.Count(shift => shift < -NoticeableShift)) / (double)count,
        };
    }

    /// <summary>The mean over prompts of the mean over each prompt's images.</summary>
    public static ConfidenceInterval Mean(IReadOnlyList<double[]> shifts) =>
        ConfidenceInterval.OfMean([.. shifts.Select(prompt => prompt.Average())], ValueRange.Unbounded);

    /// <summary>How far scores moved, in units of the spread.</summary>
    public double[] Differences(double[] before, double[] after) => [.. after.Zip(before, (one, other) => (one - other) / Spread)];

    // The square root of the variance within prompts, pooled: a prompt counts by its images less one.
    private static double PooledDeviation(double[][] scores)
    {
        var (sum, freedom) = (0.0, 0);
        foreach (var prompt in scores)
        {
            var mean = prompt.Average();
            sum += prompt.Sum(score => (score - mean) * (score - mean));
            freedom += prompt.Length - 1;
        }

        return Math.Sqrt(sum / freedom);
    }

    private ImageScores ScoreImages(IRewardModel model, ImageBatch images, string prompt)
    {
        _cancellation.ThrowIfCancellationRequested();
        var scores = model.ScoreImages(images, prompt, _cancellation);
        return scores.Values.Length != images.Count ? throw new RewardLabException(
                $"{Name} returned {scores.Values.Length} scores for {images.Count} images of \"{prompt}\". This is a bug in that reward.")
            : Array.FindIndex(scores.Values, value => !double.IsFinite(value)) is >= 0 and var index ? throw new ScoreNotFiniteException(
                $"{Name} gave the score {scores.Values[index]} to image {index + 1} of \"{prompt}\". Scores must be finite numbers.")
            : scores;
    }
}
