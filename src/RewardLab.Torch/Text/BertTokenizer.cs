using System.Collections.Frozen;
using System.Text;
using Microsoft.ML.Tokenizers;
using RewardLab.Abstractions;
using RewardLab.Torch.Configuration;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Weights;

namespace RewardLab.Torch.Text;

/// <summary>BERT's uncased WordPiece tokenizer, as BLIP, ImageReward and BLIP-2 use it: [CLS] text [SEP], filled up with [PAD]. Thread-safe.</summary>
public sealed class BertTokenizer : TextTokenizer
{
    private const string BeginToken = "[CLS]";
    private const string EndToken = "[SEP]";
    private const string PadToken = "[PAD]";
    private const string UnknownToken = "[UNK]";
    private const string MaskToken = "[MASK]";
    private const string VocabularyFile = "vocab.txt";
    private const long MaxFileBytes = 16_000_000;
    private const int MaxWordLength = 100;
    private const string SettingsFile = "tokenizer_config.json";

    // What bert-base-uncased says; a cased vocabulary is another tokenizer.
    private static readonly Dictionary<string, string[]> BuiltValues = new(StringComparer.Ordinal)
    {
        ["do_basic_tokenize"] = ["true", "null"],
        ["do_lower_case"] = ["true", "null"],
        ["never_split"] = ["null"],
        ["strip_accents"] = ["true", "null"],
        ["tokenize_chinese_chars"] = ["true", "null"],
        ["tokenizer_class"] = ["\"BertTokenizer\"", "\"BertTokenizerFast\"", "\"BlipTokenizer\"", "null"],
    };

    // Only decoding, files' names and callers' defaults, and tokens that BLIP adds for writing texts.
    private static readonly FrozenSet<string> Inert = FrozenSet.Create(
        StringComparer.Ordinal,
        "added_tokens_decoder",
        "additional_special_tokens",
        "backend",
        "bos_token",
        "clean_up_tokenization_spaces",
        "eos_token",
        "extra_special_tokens",
        "is_local",
        "max_length",
        "model_input_names",
        "model_max_length",
        "name_or_path",
        "pad_to_multiple_of",
        "pad_token_type_id",
        "padding_side",
        "processor_class",
        "special_tokens_map_file", "stride", "tokenizer_file", "truncation_side", "truncation_strategy", "use_fast");

    private static readonly string[] SpecialTokens = [BeginToken, EndToken, PadToken, UnknownToken, MaskToken];
    private readonly WordPieceTokenizer _engine;
    private readonly Dictionary<string, int> _specials;

    private BertTokenizer(WordPieceTokenizer engine, Dictionary<string, int> specials, int count, int maxLength)
    {
        _engine = engine;
        _specials = specials;
        VocabularySize = count;
        MaxLength = maxLength;
    }

    /// <inheritdoc />
    public override int MaxLength { get; }

    /// <summary>Number of tokens in the vocabulary; models may have a few more rows.</summary>
    public int VocabularySize { get; }

    /// <summary>Id of [CLS], which every input begins with.</summary>
    public override int BeginId => _specials[BeginToken];

    /// <summary>Id of [SEP], which every input ends with.</summary>
    public override int EndId => _specials[EndToken];

    /// <summary>Id of [PAD], which fills short inputs.</summary>
    public override int PadId => _specials[PadToken];

    /// <summary>The vocabulary's file in a model's folder: vocab.txt, or tokenizer.json where that stands alone.</summary>
    /// <exception cref="RewardLabException">There is neither.</exception>
    public static string FindFile(ModelFolder files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return files.FilePath(files.HasFile(VocabularyFile) || !files.HasFile(TokenizerFile.Name) ? VocabularyFile : TokenizerFile.Name);
    }

    /// <summary>Opens a vocabulary: one token a line, its id the line's number from 0, or Hugging Face's tokenizer.json. A tokenizer_config.json beside it must
    /// be of BERT's uncased tokenizer.</summary>
    /// <param name="path">The file, vocab.txt or one whose name ends in .json.</param>
    /// <param name="maxLength">Longest input in tokens, begin and end included; at least 2.</param>
    /// <exception cref="RewardLabException">The file is missing, too large, or lacks a special token; or tokenizer_config.json asks for another
    /// tokenizer.</exception>
    public static BertTokenizer FromFile(string path, int maxLength)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 2);
        CheckSettings(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, SettingsFile));
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxFileBytes } file)
            {
                throw new RewardLabException($"{path}: {file.Length} bytes are too many for a vocabulary.");
            }

            var tokens = path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? ReadTokenizerFile(path) : TextFile.ReadLines(path);
            var ids = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var i = 0; i < tokens.Count; i++)
            {
                if (!ids.TryAdd(tokens[i], i))
                {
                    throw new RewardLabException($"{path}: line {i + 1} repeats the token {ShownName.From(tokens[i])} of line {ids[tokens[i]] + 1}.");
                }
            }

            var missing = SpecialTokens.Where(token => !ids.ContainsKey(token)).ToArray();
            if (missing.Length > 0)
            {
                throw new RewardLabException($"{path}: lacks {string.Join(", ", missing)}; a vocabulary of BERT has one token a line.");
            }

            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', tokens)), writable: false);
            var engine = WordPieceTokenizer.Create(stream, new WordPieceOptions { UnknownToken = UnknownToken, MaxInputCharsPerWord = MaxWordLength });
            return new BertTokenizer(engine, SpecialTokens.ToDictionary(token => token, token => ids[token], StringComparer.Ordinal), tokens.Count, maxLength);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new RewardLabException($"{path}: cannot be read as a vocabulary: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    private static void CheckSettings(string path)
    {
        if (File.Exists(path))
        {
            var settings = JsonConfig.Load(path);
            settings.RequireAnyOf(BuiltValues);
            settings.RequireToken("cls_token", BeginToken);
            settings.RequireToken("mask_token", MaskToken);
            settings.RequireToken("pad_token", PadToken);
            settings.RequireToken("sep_token", EndToken);
            settings.RequireToken("unk_token", UnknownToken);
            settings.RequireNothingElse(Inert);
        }
    }

    private protected override List<int> EncodeWhole(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ids = new List<int> { BeginId };
        for (var start = 0; start < text.Length;)
        {
            // As in transformers, a special token written in a text is that token.
            var (position, special) = NextSpecial(text, start);
            foreach (var word in BertWordSplitter.Split(text[start..position]))
            {
                ids.AddRange(_engine.EncodeToIds(word, considerPreTokenization: false, considerNormalization: false));
            }

            if (special is not null)
            {
                ids.Add(_specials[special]);
            }

            start = position + (special?.Length ?? 0);
        }

        ids.Add(EndId);
        return ids;
    }

    // Its rules must be those of BERT, uncased.
    private static string[] ReadTokenizerFile(string path)
    {
        using var file = TokenizerFile.Open(path);
        file.RequireModel("WordPiece");
        file.RequireSetting("unk_token", UnknownToken);
        file.RequireSetting("continuing_subword_prefix", "##");
        file.RequireSetting("max_input_chars_per_word", "100");
        file.RequireSteps("normalizer", "BertNormalizer");
        file.RequireNormalizerSetting("lowercase", "true");
        file.RequireNormalizerSetting("strip_accents", "true");
        file.RequireNormalizerSetting("clean_text", "true");
        file.RequireNormalizerSetting("handle_chinese_chars", "true");
        file.RequireSteps("pre_tokenizer", "BertPreTokenizer");
        var tokens = file.Tokens().OrderBy(entry => entry.Value).ToArray();
        return tokens.Index().All(entry => entry.Index == entry.Item.Value)
            ? [.. tokens.Select(entry => entry.Key)]
            : throw new RewardLabException($"{path}: its ids are not those from 0 to {tokens.Length - 1}.");
    }

    private static (int Position, string? Token) NextSpecial(string text, int start)
    {
        for (var i = text.IndexOf('[', start); i >= 0; i = text.IndexOf('[', i + 1))
        {
            if (SpecialTokens.FirstOrDefault(token => string.CompareOrdinal(text, i, token, 0, token.Length) == 0) is { } found)
            {
                return (i, found);
            }
        }

        return (text.Length, null);
    }
}
