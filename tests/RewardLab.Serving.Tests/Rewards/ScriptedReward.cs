using RewardLab.Abstractions;

namespace RewardLab.Serving.Tests.Rewards;

/// <summary>The mean of an image's values and the length of its prompt; what else it does, a test says.</summary>
internal sealed class ScriptedReward(string name) : IRewardModel
{
    /// <summary>Called before each call, with its images.</summary>
    public Action<ImageBatch, CancellationToken> OnCall { get; set; } = static (_, _) => { };

    /// <summary>Images of each call.</summary>
    public List<int> Calls { get; } = [];

    public bool IsDisposed { get; private set; }

    public string Name => name;

    /// <summary>The score of an image against a prompt.</summary>
    public static double ScoreOf(ReadOnlySpan<byte> image, string prompt)
    {
        var sum = 0L;
        foreach (var value in image)
        {
            sum += value;
        }

        return prompt == "NaN" ? double.NaN : ((double)sum / image.Length) + prompt.Length;
    }

    public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken)
    {
        Calls.Add(images.Count);
        OnCall(images, cancellationToken);
        if (prompts.Contains("refused"))
        {
            throw new RewardLabException("This prompt cannot be scored.");
        }

        var scores = new double[images.Count * prompts.Count];
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = ScoreOf(images[i / prompts.Count], prompts[i % prompts.Count]);
        }

        return new ScoreMatrix(scores, images.Count, prompts.Count);
    }

    public void Dispose() => IsDisposed = true;
}
