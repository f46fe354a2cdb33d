using RewardLab.Abstractions;

namespace RewardLab.Hosting.Tests.Recipes;

/// <summary>Scores an image by its first byte.</summary>
internal sealed class PixelReward(string name, Func<byte, float> score) : IRewardModel
{
    public string Name => name;

    public bool IgnoresPrompts => true;

    public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken) =>
        new([.. Enumerable.Range(0, images.Count).SelectMany(i => Enumerable.Repeat(score(images[i][0]), prompts.Count))], images.Count, prompts.Count);

    public void Dispose()
    {
        // Nothing to free.
    }
}
