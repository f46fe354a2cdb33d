using static TorchSharp.torch;

namespace RewardLab.Torch.Training.Rewards;

/// <summary>Targets of contrastive losses where a batch may repeat its texts.</summary>
public static class EqualTexts
{
    /// <summary>What each image should find among the texts: its own, the target shared evenly by equal ones.</summary>
    /// <param name="texts">The text of each image.</param>
    /// <param name="device">Where the targets shall live; the CPU when null.</param>
    /// <returns>[images, texts], each row with the sum 1.</returns>
    public static Tensor Targets(IReadOnlyList<string> texts, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var targets = new float[texts.Count * texts.Count];
        var counts = texts.CountBy(text => text, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        for (var i = 0; i < texts.Count; i++)
        {
            for (var j = 0; j < texts.Count; j++)
            {
                targets[(i * texts.Count) + j] = texts[i] == texts[j] ? 1f / counts[texts[i]] : 0;
            }
        }

        return tensor(targets, [texts.Count, texts.Count], ScalarType.Float32, device);
    }
}
