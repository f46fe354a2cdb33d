using System.Runtime.CompilerServices;
using RewardLab.Abstractions;

namespace RewardLab.Calibration;

/// <summary>A reward that remembers what it has scored, so that a reward, its TextNorm and every ensemble of them encode an image once.</summary>
public sealed class MemoisedReward : IRewardWrapper
{
    private readonly IRewardModel _inner;
    private readonly ConditionalWeakTable<ImageBatch, Dictionary<string, Column>> _columns = [];
    private readonly ConditionalWeakTable<ImageBatch, Dictionary<ImagePromptPair, (ScoreMatrix Grid, int Image, int Prompt)>> _entries = [];

    /// <summary>Wraps a reward, which belongs to somebody else and is not disposed with this one.</summary>
    public MemoisedReward(IRewardModel inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        _inner = inner;
    }

    /// <inheritdoc />
    public string Name => _inner.Name;

    /// <inheritdoc />
    public IRewardModel Inner => _inner;

    /// <inheritdoc />
    public ImageReading? ImageReading => _inner.ImageReading;

    /// <inheritdoc />
    public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(prompts);
        var columns = _columns.GetValue(images, static _ => new Dictionary<string, Column>(StringComparer.Ordinal));
        var missing = prompts.Where(prompt => !columns.ContainsKey(prompt)).Distinct(StringComparer.Ordinal).ToArray();
        if (missing.Length > 0)
        {
            var grid = _inner.Score(images, missing, cancellationToken);
            if (grid.ImageCount != images.Count || grid.PromptCount != missing.Length)
            {
                throw new RewardLabException(
                    $"{Name} returned {grid.ImageCount} x {grid.PromptCount} scores for {images.Count} x {missing.Length} images and prompts. "
                    + "This is a bug in that reward.");
            }

            for (var prompt = 0; prompt < missing.Length; prompt++)
            {
                columns[missing[prompt]] = Column.From(grid, prompt);
            }
        }

        Column[] asked = [.. prompts.Select(prompt => columns[prompt])];
        var result = new ScoreMatrix(Grid(images.Count, asked, column => column.Scores.Values), images.Count, prompts.Count)
        {
            LogOdds = asked.Length > 0 && Array.TrueForAll(asked, column => column.LogOdds is not null)
                ? Grid(images.Count, asked, column => column.LogOdds!)
                : null,
        };
        return Array.Exists(asked, column => column.Scores.HasOrderKeys)
            ? new ScoreMatrix(result.AsSpan().ToArray(), images.Count, prompts.Count)
            {
                LogOdds = result.LogOdds,
                OrderKeys = Grid(images.Count, asked, column => column.Scores.OrderKeys),
            }
            : result;
    }

    /// <inheritdoc />
    public ScoreMatrix ScorePairs(ImageBatch images, IReadOnlyList<ImagePromptPair> pairs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(pairs);
        var entries = _entries.GetValue(images, static _ => []);
        ImagePromptPair[] missing = [.. pairs.Where(pair => !entries.ContainsKey(pair)).Distinct()];
        if (missing.Length > 0)
        {
            var grid = _inner.ScorePairs(images, missing, cancellationToken);
            if (grid.ImageCount != missing.Length || grid.PromptCount != 1)
            {
                throw new RewardLabException(
                    $"{Name} returned {grid.ImageCount} x {grid.PromptCount} scores for {missing.Length} pairs. This is a bug in that reward.");
            }

            for (var i = 0; i < missing.Length; i++)
            {
                entries.Add(missing[i], (grid, i, 0));
            }
        }

        return ScoreMatrix.OfEntries([.. pairs.Select(pair => entries[pair])]);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        // Somebody else owns the model: the trees that share it come and go.
    }

    private static double[] Grid(int imageCount, Column[] columns, Func<Column, double[]> values)
    {
        var grid = new double[imageCount * columns.Length]; // [images, prompts]
        for (var prompt = 0; prompt < columns.Length; prompt++)
        {
            var column = values(columns[prompt]);
            for (var image = 0; image < imageCount; image++)
            {
                grid[(image * columns.Length) + prompt] = column[image];
            }
        }

        return grid;
    }

    private sealed record Column(ImageScores Scores, double[]? LogOdds)
    {
        public static Column From(ScoreMatrix grid, int prompt) => new(
            grid.Scores(prompt),
            grid.HasLogOdds ? [.. Enumerable.Range(0, grid.ImageCount).Select(image => grid.LogOdds.Span[(image * grid.PromptCount) + prompt])] : null);
    }
}
