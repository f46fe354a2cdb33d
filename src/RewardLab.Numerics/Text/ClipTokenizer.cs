using Microsoft.ML.Tokenizers;
using RewardLab.Abstractions;
using RewardLab.Numerics.Configuration;
using RewardLab.Numerics.Weights;

namespace RewardLab.Numerics.Text;

/// <summary>CLIP's byte-pair tokenizer: text to token ids, begin and end marked. Thread-safe.</summary>
public sealed class ClipTokenizer : ITextTokenizer
{
    private const double UnknownLength = 1e6; // transformers writes 1e30 where it knows no limit
    private readonly BpeTokenizer _engine;
    private readonly ClipTokenizerOptions _options;

    /// <summary>Creates a tokenizer.</summary>
    /// <exception cref="RewardLabException">The vocabulary lacks a special token, or the length is below 2.</exception>
    public ClipTokenizer(ClipBpeVocabulary vocabulary, ClipTokenizerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        _options = options ?? new ClipTokenizerOptions();
        if (_options.MaxLength < 2)
        {
            throw new RewardLabException($"A tokenizer's length of {_options.MaxLength} leaves no room for begin and end; it must be at least 2.");
        }

        Vocabulary = vocabulary;
        BeginId = IdOf(vocabulary, ClipWordSplitter.StartOfText);
        EndId = IdOf(vocabulary, ClipWordSplitter.EndOfText);
        PadId = IdOf(vocabulary, _options.PadToken);
        _engine = BpeTokenizer.Create(new BpeOptions(vocabulary.Tokens)
        {
            Merges = vocabulary.Merges.Select(merge => $"{merge.Left} {merge.Right}"),
            EndOfWordSuffix = ClipBpeVocabulary.EndOfWord,
        });
    }

    /// <summary>The tokens and merges.</summary>
    public ClipBpeVocabulary Vocabulary { get; }

    /// <summary>Id of &lt;|startoftext|&gt;, which every input begins with.</summary>
    public int BeginId { get; }

    /// <summary>Id of &lt;|endoftext|&gt;, which every input ends with.</summary>
    public int EndId { get; }

    /// <summary>Id that fills short inputs.</summary>
    public int PadId { get; }

    /// <summary>Longest input in tokens, begin and end included.</summary>
    public int MaxLength => _options.MaxLength;

    /// <summary>Opens a tokenizer's folder: vocab.json, merges.txt and, where they exist, tokenizer_config.json and special_tokens_map.json.</summary>
    /// <param name="folder">The folder, such as a pipeline's tokenizer folder.</param>
    /// <param name="cleanup">How text is tidied; the files do not say.</param>
    /// <remarks>special_tokens_map.json wins over tokenizer_config.json, as in transformers: Stable Diffusion 2's pad token "!" stands there alone.</remarks>
    /// <exception cref="RewardLabException">A file is missing or malformed; the message names it.</exception>
    public static ClipTokenizer FromFolder(string folder, ClipTextCleanup cleanup = ClipTextCleanup.HuggingFace)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var vocabulary = ClipBpeVocabulary.FromFiles(Path.Combine(folder, "vocab.json"), Path.Combine(folder, "merges.txt"));
        var options = new ClipTokenizerOptions { Cleanup = cleanup };
        foreach (var file in (string[])["tokenizer_config.json", "special_tokens_map.json"])
        {
            var path = Path.Combine(folder, file);
            if (File.Exists(path))
            {
                options = WithSettings(path, options);
            }
        }

        return vocabulary.Tokens.ContainsKey(options.PadToken)
            ? new ClipTokenizer(vocabulary, options)
            : throw new RewardLabException($"{folder}: the pad token {ShownName.Of(options.PadToken)} is not in vocab.json.");
    }

    /// <summary>Opens the original merges file, bpe_simple_vocab_16e6.txt or its .gz, with OpenAI's vocabulary of 49408 tokens.</summary>
    /// <exception cref="RewardLabException">The file is missing or malformed.</exception>
    public static ClipTokenizer FromMergesFile(string path, ClipTokenizerOptions? options = null) => new(ClipBpeVocabulary.FromMergesFile(path), options);

    /// <summary>A text's ids with begin and end; a text too long is cut, and its last id is the end all the same.</summary>
    /// <returns>2 to <see cref="MaxLength"/> ids.</returns>
    public int[] Encode(string text) => TokenBatch.Cut(EncodeWhole(text), MaxLength, EndId);

    /// <summary>A text's tokens with begin and end, before any cut: more than <see cref="MaxLength"/> means that the model does not see it all.</summary>
    public int CountTokens(string text) => EncodeWhole(text).Count;

    /// <summary>Whether a text is too long and loses its end.</summary>
    public bool IsCut(string text) => CountTokens(text) > MaxLength;

    /// <summary>Texts as rows of equal length.</summary>
    /// <param name="texts">Any number of texts.</param>
    /// <param name="length">Tokens in a row, at least 2; <see cref="MaxLength"/> when null.</param>
    public TokenBatch EncodePadded(IReadOnlyList<string> texts, int? length = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return TokenBatch.Of([.. texts.Select(EncodeWhole)], length ?? MaxLength, EndId, PadId);
    }

    /// <summary>Texts as rows as long as the longest of them, at most <see cref="MaxLength"/>.</summary>
    public TokenBatch EncodeToLongest(IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return TokenBatch.OfLongest([.. texts.Select(EncodeWhole)], MaxLength, EndId, PadId);
    }

    private List<int> EncodeWhole(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ids = new List<int> { BeginId };
        foreach (var word in ClipWordSplitter.Split(ClipTextCleaner.Clean(text, _options.Cleanup)))
        {
            switch (word)
            {
                case ClipWordSplitter.StartOfText:
                    ids.Add(BeginId);
                    break;
                case ClipWordSplitter.EndOfText:
                    ids.Add(EndId);
                    break;
                default:
                    ids.AddRange(_engine.EncodeToIds(ByteLevelAlphabet.Encode(word), considerPreTokenization: false, considerNormalization: false));
                    break;
            }
        }

        ids.Add(EndId);
        return ids;
    }

    private static int IdOf(ClipBpeVocabulary vocabulary, string token) =>
        vocabulary.Tokens.TryGetValue(token, out var id) ? id : throw new RewardLabException($"The vocabulary lacks the token {ShownName.Of(token)}.");

    private static ClipTokenizerOptions WithSettings(string path, ClipTokenizerOptions options)
    {
        var settings = JsonConfig.Load(path);

        // A token stands as text or, with its stripping rules, as an object with "content".
        var padToken = settings.IsObject("pad_token") ? settings.Section("pad_token")!.Text("content", options.PadToken) : settings.Text("pad_token", options.PadToken);
        var maxLength = settings.Number("model_max_length", options.MaxLength);
        if (maxLength >= UnknownLength)
        {
            maxLength = options.MaxLength;
        }

        return maxLength >= 2 && double.IsInteger(maxLength)
            ? options with { PadToken = padToken, MaxLength = (int)maxLength }
            : throw settings.Refused("model_max_length", $"{maxLength}", "a whole number of at least 2");
    }
}
