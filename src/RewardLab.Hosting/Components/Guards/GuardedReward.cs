using RewardLab.Abstractions;
using RewardLab.Hosting.Components.Units;

namespace RewardLab.Hosting.Components.Guards;

/// <summary>A plugin's reward whose answers are checked: as many scores as were asked for, and finite ones.</summary>
internal sealed class GuardedReward(IRewardModel inner, ComponentGuard guard, UnitOrigin? origin = null) : IRewardWrapper
{
    public IRewardModel Inner => inner;

    public string Name => guard.Call(nameof(Name), () => guard.Something(inner.Name, nameof(Name)));

    public ImageReading? ImageReading => guard.Call(nameof(ImageReading), () => inner.ImageReading);

    public bool IgnoresPrompts => guard.Call(nameof(IgnoresPrompts), () => inner.IgnoresPrompts);

    public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(prompts);
        // Cut alike with workers and without: what is scored together may touch the last bits.
        var scores = inner is IMeteredReward
            ? ScoreHere(images, prompts, cancellationToken)
            : ScoreUnits.Score(origin, images, part => ScoreHere(part, prompts, cancellationToken), prompts, cancellationToken);
        return Check(scores, nameof(Score), images.Count, prompts.Count, (image, prompt) => (image, prompts[prompt]), images.Count);
    }

    public ScoreMatrix ScorePairs(ImageBatch images, IReadOnlyList<ImagePromptPair> pairs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(pairs);
        if (pairs.Any(pair => pair.Image < 0 || pair.Image >= images.Count))
        {
            throw new ArgumentOutOfRangeException(nameof(pairs), $"An image of a pair is none of the {images.Count}.");
        }

        var scores = guard.Call(nameof(ScorePairs), () => inner.ScorePairs(images, pairs, cancellationToken), cancellationToken);
        return Check(scores, nameof(ScorePairs), pairs.Count, 1, (pair, _) => (pairs[pair].Image, pairs[pair].Prompt), images.Count);
    }

    public void Dispose() => guard.Dispose(inner);

    private ScoreMatrix ScoreHere(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken) =>
        guard.Call(nameof(Score), () => inner.Score(images, prompts, cancellationToken), cancellationToken);

    private ScoreMatrix Check(
        ScoreMatrix? answer, string call, int rows, int columns, Func<int, int, (int Image, string Prompt)> place, int imageCount)
    {
        var scores = guard.Something(answer, call);
        if (scores.ImageCount != rows || scores.PromptCount != columns)
        {
            throw guard.Broken($"returned {scores.ImageCount} x {scores.PromptCount} scores from {call} where {rows} x {columns} were asked for");
        }

        CheckFinite(scores.AsSpan(), columns, place, imageCount);
        if (scores.HasOrderKeys)
        {
            CheckFinite(scores.OrderKeys.Span, columns, place, imageCount);
        }

        return scores;
    }

    private void CheckFinite(ReadOnlySpan<double> values, int columns, Func<int, int, (int Image, string Prompt)> place, int imageCount)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                var (image, prompt) = place(i / columns, i % columns);
                throw guard.NotFinite(values[i], image, imageCount, prompt);
            }
        }
    }
}
