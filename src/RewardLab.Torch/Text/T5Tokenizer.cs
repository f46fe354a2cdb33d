using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;
using RewardLab.Abstractions;
using RewardLab.Torch.Configuration;
using RewardLab.Torch.Weights;

namespace RewardLab.Torch.Text;

/// <summary>T5's SentencePiece tokenizer: text to token ids, the end marked. Thread-safe.</summary>
/// <remarks>
/// As transformers' T5Tokenizer: special tokens that stand in a text are cut out first and the text around them is stripped; a run of characters that the
/// model does not know is one unknown token.
/// </remarks>
public sealed partial class T5Tokenizer : ITextTokenizer
{
    private const string ModelFile = "spiece.model";
    private const string EndToken = "</s>";
    private const string PadToken = "<pad>";
    private const string UnknownToken = "<unk>";
    private const int DefaultExtraIds = 100;
    private const int DefaultMaxLength = 512;

    // Names of files, callers' defaults and decoding; "legacy" changes how the slow tokenizer treats what follows a special token, as here where true.
    private static readonly FrozenSet<string> Inert = FrozenSet.Create(
        StringComparer.Ordinal,
        "add_prefix_space", "added_tokens_decoder", "additional_special_tokens", "backend", "clean_up_tokenization_spaces", "extra_special_tokens", "is_local",
        "legacy", "max_length", "model_input_names", "name_or_path", "pad_to_multiple_of", "pad_token_type_id", "sp_model_kwargs",
        "special_tokens_map_file", "stride", "tokenizer_file", "truncation_strategy", "use_fast");

    private static readonly Dictionary<string, string[]> BuiltValues = new(StringComparer.Ordinal)
    {
        ["padding_side"] = ["\"right\"", "null"],
        ["tokenizer_class"] = ["\"T5Tokenizer\"", "\"T5TokenizerFast\"", "null"],
        ["truncation_side"] = ["\"right\"", "null"],
    };

    private readonly SentencePieceTokenizer _pieces;
    private readonly int _vocabularySize;
    private readonly int _extraIds;

    private T5Tokenizer(SentencePieceTokenizer pieces, int pieceCount, int padId, int extraIds, int maxLength)
    {
        _pieces = pieces;
        _vocabularySize = pieceCount + extraIds;
        _extraIds = extraIds;
        PadId = padId;
        MaxLength = maxLength;
    }

    /// <inheritdoc />
    public int MaxLength { get; }

    /// <summary>Id of &lt;/s&gt;, which every input ends with.</summary>
    public int EndId => _pieces.EndOfSentenceId;

    /// <summary>Id that fills short inputs.</summary>
    public int PadId { get; }

    /// <summary>Id of a run of characters that the model does not know.</summary>
    public int UnknownId => _pieces.UnknownId;

    /// <summary>Ids in all: the model's pieces and the sentinels &lt;extra_id_0&gt; to &lt;extra_id_99&gt;, which stand above them in falling order.</summary>
    public int VocabularySize => _vocabularySize;

    /// <summary>Opens a tokenizer's folder: spiece.model and, where it exists, tokenizer_config.json.</summary>
    /// <param name="folder">The folder, such as a pipeline's tokenizer_3 folder.</param>
    /// <exception cref="RewardLabException">A file is missing, malformed or asks for what is not supported; the message names it.</exception>
    public static T5Tokenizer FromFolder(ModelFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var path = folder.FilePath(ModelFile);
        var model = SentencePieceFile.Read(path);
        var (extraIds, maxLength) = (DefaultExtraIds, DefaultMaxLength);
        if (folder.HasFile("tokenizer_config.json"))
        {
            (extraIds, maxLength) = Settings(JsonConfig.Load(folder.FilePath("tokenizer_config.json")));
        }

        return model.PadId >= 0 && model.EndId >= 0
            ? new T5Tokenizer(model.Open(), model.PieceCount, model.PadId, extraIds, maxLength)
            : throw new RewardLabException($"{path}: has no pieces for padding and end; it is no tokenizer of T5.");
    }

    /// <summary>A text's ids, the end marked; a text too long is cut, and its last id is the end all the same.</summary>
    /// <returns>1 to <see cref="MaxLength"/> ids.</returns>
    public int[] Encode(string text) => TokenBatch.Cut(EncodeWhole(text), MaxLength, EndId);

    /// <inheritdoc />
    public int CountTokens(string text) => EncodeWhole(text).Count;

    /// <inheritdoc />
    public TokenBatch EncodePadded(IReadOnlyList<string> texts, int? length = null) => TokenBatch.Create(Rows(texts), length ?? MaxLength, EndId, PadId);

    /// <inheritdoc />
    public TokenBatch EncodeToLongest(IReadOnlyList<string> texts) => TokenBatch.PadToMaxLength(Rows(texts), MaxLength, EndId, PadId);

    private static (int ExtraIds, int MaxLength) Settings(JsonConfig json)
    {
        json.RequireAnyOf(BuiltValues);
        json.RequireToken("eos_token", EndToken);
        json.RequireToken("pad_token", PadToken);
        json.RequireToken("unk_token", UnknownToken);
        var extraIds = json.Integer("extra_ids", DefaultExtraIds, minimum: 0);
        var maxLength = json.Number("model_max_length", DefaultMaxLength);
        json.RequireNothingElse(Inert);
        return maxLength >= 2 && double.IsInteger(maxLength)
            ? (extraIds, maxLength < 1e6 ? (int)maxLength : DefaultMaxLength) // transformers writes 1e30 where it knows no limit
            : throw json.Refused("model_max_length", $"{maxLength}", "a whole number of at least 2");
    }

    private List<List<int>> Rows(IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return [.. texts.Select(EncodeWhole)];
    }

    private List<int> EncodeWhole(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ids = new List<int>();
        var start = 0;
        foreach (var match in Special().EnumerateMatches(text))
        {
            var token = text.AsSpan(match.Index, match.Length);
            if (IdOf(token) is { } id)
            {
                AddPieces(text.AsSpan(start, match.Index - start), ids, isBetween: true);
                ids.Add(id);
                start = match.Index + match.Length;
            }
        }

        AddPieces(text.AsSpan(start), ids, isBetween: start > 0);
        if (ids.Count == 0 || ids[^1] != EndId)
        {
            ids.Add(EndId);
        }

        return ids;
    }

    private int? IdOf(ReadOnlySpan<char> token) => token switch
    {
        EndToken => EndId,
        PadToken => PadId,
        UnknownToken => UnknownId,
        _ => int.TryParse(token["<extra_id_".Length..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < _extraIds
            && $"<extra_id_{index}>".Length == token.Length
            ? _vocabularySize - 1 - index
            : null,
    };

    private void AddPieces(ReadOnlySpan<char> text, List<int> ids, bool isBetween)
    {
        var clean = WithoutControls(isBetween ? text.Trim() : text);
        if (clean.Length == 0)
        {
            return;
        }

        var first = ids.Count;
        foreach (var id in _pieces.EncodeToIds(clean, addBeginningOfSentence: false, addEndOfSentence: false))
        {
            if (id != UnknownId || ids.Count == first || ids[^1] != UnknownId)
            {
                ids.Add(id);
            }
        }
    }

    // The model's normaliser (nmt_nfkc) maps these to nothing, which the library's does not.
    private static string WithoutControls(ReadOnlySpan<char> text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is not ((>= '\u0001' and <= '\u0008') or '\u000B' or (>= '\u000E' and <= '\u001F') or '\u007F' or '\u008F' or '\u009F'))
            {
                kept.Append(c);
            }
        }

        return kept.ToString();
    }

    [GeneratedRegex("</s>|<pad>|<unk>|<extra_id_[0-9]+>", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Special();
}
