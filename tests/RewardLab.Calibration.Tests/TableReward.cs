using RewardLab.Abstractions;

namespace RewardLab.Calibration.Tests;

/// <summary>A reward that computes each score from the image's first byte and the text, and remembers how it was asked.</summary>
internal sealed class TableReward(Func<byte, string, float> score, string name = "table") : IRewardModel
{
    public List<IReadOnlyList<string>> Calls { get; } = [];

    public int Disposals { get; private set; }

    public string Name => name;

    public bool IgnoresPrompts { get; init; }

    public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Calls.Add([.. prompts]);
        var scores = from image in Enumerable.Range(0, images.Count)
                     from prompt in prompts
                     select score(images[image][0], prompt);
        return new ScoreMatrix([.. scores], images.Count, prompts.Count);
    }

    public void Dispose() => Disposals++;

    /// <summary>One-pixel images whose first byte is given.</summary>
    public static ImageBatch Images(params byte[] first) => new([.. first.SelectMany(value => new byte[] { value, 0, 0 })], first.Length, 1, 1);
}
