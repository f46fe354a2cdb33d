using System.Runtime.CompilerServices;
using RewardLab.Abstractions;

namespace RewardLab.Rewards;

/// <summary>A reward that remembers what it has scored, so that a reward, its TextNorm and every ensemble of them encode a picture once.</summary>
public sealed class MemoisedReward : IRewardWrapper
{
    private readonly IRewardModel _inner;
    private readonly ConditionalWeakTable<ImageBatch, Dictionary<string, float[]>> _columns = [];

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
    public ScoreGrid Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(prompts);
        var columns = _columns.GetValue(images, static _ => new Dictionary<string, float[]>(StringComparer.Ordinal));
        var missing = prompts.Where(prompt => !columns.ContainsKey(prompt)).Distinct(StringComparer.Ordinal).ToArray();
        if (missing.Length > 0)
        {
            var grid = _inner.Score(images, missing, cancellationToken);
            if (grid.ImageCount != images.Count || grid.PromptCount != missing.Length)
            {
                throw new RewardLabException(
                    $"{Name} answered a grid of {images.Count} x {missing.Length} with one of {grid.ImageCount} x {grid.PromptCount}; this is a fault of that reward.");
            }

            for (var prompt = 0; prompt < missing.Length; prompt++)
            {
                columns[missing[prompt]] = grid.Column(prompt);
            }
        }

        var values = new float[images.Count * prompts.Count]; // [images, prompts]
        for (var prompt = 0; prompt < prompts.Count; prompt++)
        {
            var column = columns[prompts[prompt]];
            for (var image = 0; image < images.Count; image++)
            {
                values[(image * prompts.Count) + prompt] = column[image];
            }
        }

        return new ScoreGrid(values, images.Count, prompts.Count);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        // Somebody else owns the model: the trees that share it come and go.
    }
}
