using System.Collections.Frozen;
using RewardLab.Abstractions;
using RewardLab.Torch.Configuration;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Weights;

namespace RewardLab.Torch.Text;

/// <summary>CLIP's byte-pair tokenizer: text to token ids, begin and end marked. Thread-safe.</summary>
public sealed class ClipTokenizer : TextTokenizer
{
    private const string VocabularyFile = "vocab.json";
    private const double UnknownLength = 1e6; // transformers writes 1e30 where it knows no limit

    // Only decoding, files' names and callers' defaults; bytes know no unknown token; CLIP's tokenizers lower the case whatever they are told.
    private static readonly FrozenSet<string> Inert = FrozenSet.Create(
        StringComparer.Ordinal,
        "add_prefix_space",
        "backend",
        "clean_up_tokenization_spaces",
        "do_lower_case",
        "errors",
        "is_local",
        "max_length",
        "model_input_names",
        "name_or_path", "pad_to_multiple_of", "pad_token_type_id", "processor_class", "special_tokens_map_file", "stride", "tokenizer_file",
        "truncation_strategy", "unk_token", "use_fast");

    private static readonly Dictionary<string, string[]> BuiltValues = new(StringComparer.Ordinal)
    {
        ["padding_side"] = ["\"right\"", "null"],
        ["tokenizer_class"] = ["\"CLIPTokenizer\"", "\"CLIPTokenizerFast\"", "null"],
        ["truncation_side"] = ["\"right\"", "null"],
    };

    internal const string CleanupKey = "text_cleanup";

    internal static readonly Dictionary<string, ClipTextCleanup> Cleanups =
        new(StringComparer.Ordinal) { ["huggingface"] = ClipTextCleanup.HuggingFace, ["openai"] = ClipTextCleanup.OpenAi };

    private readonly BytePairEncoder _encoder;
    private readonly Dictionary<string, int> _specialTokens;
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
        _encoder = new BytePairEncoder(vocabulary);
        _specialTokens = new Dictionary<string, int>(StringComparer.Ordinal) { [ClipWordSplitter.StartOfText] = BeginId, [ClipWordSplitter.EndOfText] = EndId };
        if (_options.Cleanup == ClipTextCleanup.HuggingFace)
        {
            // There padding is a special token too: with Stable Diffusion 2's "!", one in a text is that token.
            _specialTokens[_options.PadToken] = PadId;
        }
    }

    /// <summary>The tokens and merges.</summary>
    public ClipBpeVocabulary Vocabulary { get; }

    /// <summary>Id of &lt;|startoftext|&gt;, which every input begins with.</summary>
    public override int BeginId { get; }

    /// <summary>Id of &lt;|endoftext|&gt;, which every input ends with.</summary>
    public override int EndId { get; }

    /// <summary>Id that fills short inputs.</summary>
    public override int PadId { get; }

    /// <inheritdoc />
    public override int MaxLength => _options.MaxLength;

    /// <summary>How text is tidied.</summary>
    public ClipTextCleanup Cleanup => _options.Cleanup;

    /// <summary>The same tokenizer, but for how text is tidied.</summary>
    public ClipTokenizer WithCleanup(ClipTextCleanup cleanup) => cleanup == Cleanup ? this : new ClipTokenizer(Vocabulary, _options with { Cleanup = cleanup });

    /// <summary>Writes a folder that <see cref="FromFolder(string, ClipTextCleanup?)"/> reads as this tokenizer.</summary>
    /// <exception cref="RewardLabException">A file cannot be written.</exception>
    public void WriteTo(string folder) => Vocabulary.WriteTo(folder, MaxLength, _options.PadToken, Cleanup);

    /// <summary>Opens the tokenizer of a model's folder, which may be of several.</summary>
    /// <inheritdoc cref="FromFolder(string, ClipTextCleanup?)"/>
    public static ClipTokenizer FromFolder(ModelFolder files, ClipTextCleanup? cleanup = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        var file = files.HasFile(VocabularyFile) || !files.HasFile(TokenizerFile.Name) ? VocabularyFile : TokenizerFile.Name;
        return FromFolder(Path.GetDirectoryName(files.FilePath(file))!, cleanup);
    }

    /// <summary>Opens a tokenizer's folder: vocab.json and merges.txt, or tokenizer.json alone, and, where they exist, tokenizer_config.json and
    /// special_tokens_map.json.</summary>
    /// <param name="folder">The folder, such as a pipeline's tokenizer folder.</param>
    /// <param name="cleanup">How text is tidied; null for what RewardLab's own files say ("text_cleanup"), else Hugging Face's way.</param>
    /// <remarks>special_tokens_map.json wins over tokenizer_config.json, as in transformers: Stable Diffusion 2's pad token "!" stands there alone.</remarks>
    /// <exception cref="RewardLabException">A file is missing or malformed; the message names it.</exception>
    public static ClipTokenizer FromFolder(string folder, ClipTextCleanup? cleanup = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var (vocabulary, options) = Read(folder, new ClipTokenizerOptions());
        foreach (var file in (string[])["tokenizer_config.json", "special_tokens_map.json"])
        {
            var path = Path.Combine(folder, file);
            if (File.Exists(path))
            {
                options = WithSettings(path, vocabulary, options);
            }
        }

        options = options with { Cleanup = cleanup ?? options.Cleanup };
        CheckAddedTokens(Path.Combine(folder, "added_tokens.json"), vocabulary);
        return vocabulary.Tokens.ContainsKey(options.PadToken)
            ? new ClipTokenizer(vocabulary, options)
            : throw new RewardLabException($"{folder}: the pad token {ShownName.From(options.PadToken)} is not in its vocabulary.");
    }

    private static (ClipBpeVocabulary Vocabulary, ClipTokenizerOptions Options) Read(string folder, ClipTokenizerOptions options)
    {
        var whole = Path.Combine(folder, TokenizerFile.Name);
        var (vocabulary, merges) = (Path.Combine(folder, VocabularyFile), Path.Combine(folder, "merges.txt"));
        if (!File.Exists(whole) || (File.Exists(vocabulary) && File.Exists(merges)))
        {
            return (ClipBpeVocabulary.FromFiles(vocabulary, merges), options);
        }

        using var file = TokenizerFile.Open(whole);
        return (ClipBpeVocabulary.FromTokenizerFile(file, whole),
            options with { PadToken = file.PadToken ?? options.PadToken, MaxLength = file.MaxLength ?? options.MaxLength });
    }

    /// <summary>Opens the original merges file, bpe_simple_vocab_16e6.txt or its .gz, with OpenAI's vocabulary of 49408 tokens.</summary>
    /// <exception cref="RewardLabException">The file is missing or malformed.</exception>
    public static ClipTokenizer FromMergesFile(string path, ClipTokenizerOptions? options = null) => new(ClipBpeVocabulary.FromMergesFile(path), options);

    private protected override List<int> EncodeWhole(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ids = new List<int> { BeginId };
        foreach (var word in Words(ClipTextCleaner.Clean(text, _options.Cleanup)))
        {
            if (_specialTokens.TryGetValue(word, out var id))
            {
                ids.Add(id);
            }
            else
            {
                _encoder.Encode(ByteLevelAlphabet.Encode(word), ids);
            }
        }

        ids.Add(EndId);
        return ids;
    }

    private List<string> Words(string text) => _options.Cleanup == ClipTextCleanup.OpenAi
        ? ClipWordSplitter.SplitAsOpenAi(text)
        : ClipWordSplitter.SplitAsHuggingFace(text, [.. _specialTokens.Keys]);

    private static int IdOf(ClipBpeVocabulary vocabulary, string token) =>
        vocabulary.Tokens.TryGetValue(token, out var id) ? id : throw new RewardLabException($"The vocabulary lacks the token {ShownName.From(token)}.");

    private static ClipTokenizerOptions WithSettings(string path, ClipBpeVocabulary vocabulary, ClipTokenizerOptions options)
    {
        var settings = JsonConfig.Load(path);
        settings.RequireAnyOf(BuiltValues);
        settings.RequireToken("bos_token", ClipWordSplitter.StartOfText);
        settings.RequireToken("eos_token", ClipWordSplitter.EndOfText);
        RequireKnownTokens(settings, "added_tokens_decoder", vocabulary);
        RequireKnownTokens(settings, "additional_special_tokens", vocabulary);
        RequireKnownTokens(settings, "extra_special_tokens", vocabulary);
        var padToken = settings.Token("pad_token", options.PadToken);
        options = options with { Cleanup = settings.Choice(CleanupKey, JsonConfig.TextOf(options.Cleanup, Cleanups), Cleanups) };
        var maxLength = settings.Number("model_max_length", options.MaxLength);
        if (maxLength >= UnknownLength)
        {
            maxLength = options.MaxLength;
        }

        settings.RequireNothingElse(Inert);
        return maxLength >= 2 && double.IsInteger(maxLength)
            ? options with { PadToken = padToken, MaxLength = (int)maxLength }
            : throw settings.Refused("model_max_length", $"{maxLength}", "a whole number of at least 2");
    }

    // Tokens beyond the vocabulary, such as those of textual inversion, would be taken for ordinary words.
    private static void RequireKnownTokens(JsonConfig settings, string key, ClipBpeVocabulary vocabulary)
    {
        if (settings.TokensIn(key).FirstOrDefault(token => !vocabulary.Tokens.ContainsKey(token)) is { } added)
        {
            throw settings.Refused(key, $"a list with {ShownName.From(added)}", "without tokens that vocab.json lacks; added tokens are not supported");
        }
    }

    private static void CheckAddedTokens(string path, ClipBpeVocabulary vocabulary)
    {
        if (!File.Exists(path))
        {
            return;
        }

        if (JsonConfig.Load(path).Keys.FirstOrDefault(token => !vocabulary.Tokens.ContainsKey(token)) is { } added)
        {
            throw new RewardLabException($"{path}: adds the token {ShownName.From(added)}, which vocab.json lacks; added tokens are not supported.");
        }
    }
}
