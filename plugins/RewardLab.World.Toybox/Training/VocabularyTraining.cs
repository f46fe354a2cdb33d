using RewardLab.Abstractions;
using RewardLab.Numerics.Text;
using RewardLab.World.Toybox.Language;

namespace RewardLab.World.Toybox.Training;

/// <summary>Learns Toybox's byte-pair vocabulary and writes it to "weights/diffusion/tokenizer", "weights/caption" and "weights/preference" of the run.</summary>
/// <remarks>Every word of Toybox becomes one token; any other text falls apart into bytes, as with CLIP's own vocabulary.</remarks>
internal sealed class VocabularyTraining : IOptimizer
{
    /// <summary>Longest text, with its begin and end.</summary>
    public const int MaxTokens = 16;

    private const int MaxMerges = 1000;

    // Beside Toybox's own: what contrastive prompts and a careful user's prompts are likely to hold.
    private static readonly string[] OtherWords = ["like", "photo", "realistic", "cartoon", "drawing", "nine", "ten", "no", "many", "the", "one", "with", "than", "more"];

    public string Name => "Toybox vocabulary";

    public void Run(OptimizationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var words = ToyWords.Vocabulary.Concat(OtherWords).Distinct(StringComparer.Ordinal);
        var vocabulary = ClipBpeVocabularyTrainer.Train(words, MaxMerges, minCount: 1, cancellationToken);
        foreach (var folder in (string[])["diffusion/tokenizer", "caption", "preference"])
        {
            var path = Path.Combine(context.Run.Folder, "weights", folder);
            Directory.CreateDirectory(path);
            vocabulary.WriteTo(path, MaxTokens);
        }
    }
}
