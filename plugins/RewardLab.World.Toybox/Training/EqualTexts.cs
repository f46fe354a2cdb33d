using static TorchSharp.torch;

namespace RewardLab.World.Toybox.Training;

/// <summary>Targets of contrastive losses in a small world, where a batch repeats its texts.</summary>
internal static class EqualTexts
{
    /// <summary>What each picture should find among the texts: its own, the target shared evenly by equal ones.</summary>
    /// <param name="texts">The text of each picture.</param>
    /// <returns>[pictures, texts], each row with the sum 1.</returns>
    public static Tensor Targets(string[] texts)
    {
        var targets = new float[texts.Length * texts.Length];
        var counts = texts.CountBy(text => text, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        for (var i = 0; i < texts.Length; i++)
        {
            for (var j = 0; j < texts.Length; j++)
            {
                targets[(i * texts.Length) + j] = texts[i] == texts[j] ? 1f / counts[texts[i]] : 0;
            }
        }

        return tensor(targets, [texts.Length, texts.Length]);
    }
}
