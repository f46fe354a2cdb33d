using RewardLab.Abstractions;

namespace RewardLab.Hosting.Tests.Recipes;

/// <summary>Scores an image by its first pixel and a prompt by its length, so that every score is known; counts what it was asked.</summary>
internal sealed class BrightnessReward(string name, double perLetter = 0) : IRewardModel
{
    public string Name => name;

    /// <summary>Weight of the pixel: 0 gives all images of a prompt one score.</summary>
    public double Weight { get; init; } = 1;

    public int ScoredCells { get; private set; }

    public bool IsDisposed { get; private set; }

    public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ScoredCells += images.Count * prompts.Count;
        var values = new float[images.Count * prompts.Count];
        for (var i = 0; i < images.Count; i++)
        {
            for (var j = 0; j < prompts.Count; j++)
            {
                values[(i * prompts.Count) + j] = (float)((Weight * images[i][0]) + (perLetter * prompts[j].Length));
            }
        }

        return new ScoreMatrix(values, images.Count, prompts.Count);
    }

    public void Dispose() => IsDisposed = true;
}
