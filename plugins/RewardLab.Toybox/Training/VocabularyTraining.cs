using RewardLab.Abstractions;
using RewardLab.Torch.Text;
using RewardLab.Toybox.Language;

namespace RewardLab.Toybox.Training;

/// <summary>Learns Toybox's byte-pair vocabulary for "weights/diffusion/tokenizer", "clip" and "pickscore" of the run,
/// and writes WordPiece's for "blip2" and "imagereward".</summary>
/// <remarks>Every word of Toybox becomes one token; any other text falls apart into bytes or letters, as with CLIP's and BERT's own vocabularies.</remarks>
internal sealed class VocabularyTraining : IAlgorithm
{
    /// <summary>Longest text, with its begin and end.</summary>
    public const int MaxTokens = 16;

    private const int MaxMerges = 1000;

    // Beside Toybox's own: what contrastive prompts and a careful user's prompts are likely to hold.
    private static readonly string[] OtherWords =
    [
        "like", "photo", "realistic", "cartoon", "drawing", "nine", "ten", "no", "many", "the", "one", "with", "than", "more",
    ];

    private static readonly string[] SpecialTokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
    private static readonly string[] Punctuation = [",", ".", "!", "?", "'", "-"];

    public string Name => "Toybox vocabulary";

    public void Run(OptimizationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        string[] words = [.. ToyWords.Vocabulary.Concat(OtherWords).Distinct(StringComparer.Ordinal)];
        var vocabulary = ClipBpeVocabularyTrainer.Train(words, MaxMerges, minCount: 1, cancellationToken);
        foreach (var folder in (string[])["diffusion/tokenizer", "clip", "pickscore"])
        {
            var path = Path.Combine(context.Run.Folder, "weights", folder);
            Directory.CreateDirectory(path);
            vocabulary.WriteTo(path, MaxTokens);
        }

        foreach (var folder in (string[])["blip2", "imagereward"])
        {
            AtomicTextFile.Write(
                Path.Combine(Directory.CreateDirectory(Path.Combine(context.Run.Folder, "weights", folder)).FullName, "vocab.txt"),
                string.Join('\n', WordPieces(words)) + "\n");
        }
    }

    /// <summary>BERT's special tokens, signs that begin a word or continue with one, and whole words.</summary>
    internal static IEnumerable<string> WordPieces(IReadOnlyList<string> words)
    {
        string[] signs = [.. Enumerable.Range('0', 10).Concat(Enumerable.Range('a', 26)).Select(sign => $"{(char)sign}")];
        return SpecialTokens.Concat(signs).Concat(signs.Select(sign => "##" + sign)).Concat(Punctuation).Concat(words).Distinct(StringComparer.Ordinal);
    }
}
