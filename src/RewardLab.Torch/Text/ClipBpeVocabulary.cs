using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Torch.Configuration;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Weights;

namespace RewardLab.Torch.Text;

/// <summary>CLIP's byte-level byte-pair vocabulary: tokens with their ids, and merges by priority.</summary>
public sealed class ClipBpeVocabulary
{
    /// <summary>Marks a symbol that ends a word.</summary>
    public const string EndOfWord = "</w>";

    /// <summary>Size of the vocabulary that OpenAI trained: 512 byte symbols, 48894 merges, 2 special tokens.</summary>
    public const int OpenAiSize = 49408;

    private const int FixedCount = (2 * 256) + 2;
    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private ClipBpeVocabulary(IReadOnlyDictionary<string, int> tokens, IReadOnlyList<(string Left, string Right)> merges)
    {
        Tokens = tokens;
        Merges = merges;
    }

    /// <summary>Ids by token, spelled in the byte-level alphabet.</summary>
    public IReadOnlyDictionary<string, int> Tokens { get; }

    /// <summary>Pairs that are joined, the first ones first.</summary>
    public IReadOnlyList<(string Left, string Right)> Merges { get; }

    /// <summary>The vocabulary that merges alone determine: 256 byte symbols, the same ending a word, the merged pairs, the two special tokens.</summary>
    /// <exception cref="RewardLabException">Two merges give the same token.</exception>
    public static ClipBpeVocabulary FromMerges(IReadOnlyList<(string Left, string Right)> merges)
    {
        ArgumentNullException.ThrowIfNull(merges);
        var tokens = new Dictionary<string, int>(merges.Count + FixedCount, StringComparer.Ordinal);
        foreach (var token in ByteLevelAlphabet.Symbols
            .Concat(ByteLevelAlphabet.Symbols.Select(symbol => symbol + EndOfWord))
            .Concat(merges.Select(merge => merge.Left + merge.Right))
            .Append(ClipWordSplitter.StartOfText)
            .Append(ClipWordSplitter.EndOfText))
        {
            if (!tokens.TryAdd(token, tokens.Count))
            {
                throw new RewardLabException($"Two merges of the vocabulary give the token {ShownName.From(token)}.");
            }
        }

        return new ClipBpeVocabulary(tokens, merges);
    }

    /// <summary>Reads the original merges file, bpe_simple_vocab_16e6.txt or its .gz.</summary>
    /// <param name="path">The file; plain or gzip, told apart by content.</param>
    /// <param name="vocabularySize">Tokens wanted, which says how many of the file's merges count.</param>
    /// <exception cref="RewardLabException">The file is missing, malformed, or has too few merges.</exception>
    public static ClipBpeVocabulary FromMergesFile(string path, int vocabularySize = OpenAiSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(vocabularySize, FixedCount);
        var merges = ReadMerges(path, vocabularySize - FixedCount);
        return merges.Count == vocabularySize - FixedCount
            ? FromMerges(merges)
            : throw new RewardLabException(
                $"{path}: has {merges.Count} merges, but a vocabulary of {vocabularySize} tokens needs {vocabularySize - FixedCount}.");
    }

    /// <summary>Reads Hugging Face's two files.</summary>
    /// <exception cref="RewardLabException">A file is missing or malformed, or they do not belong together.</exception>
    public static ClipBpeVocabulary FromFiles(string vocabularyPath, string mergesPath) =>
        Checked(vocabularyPath, Path.GetFileName(mergesPath), ReadTokens(vocabularyPath), ReadMerges(mergesPath, int.MaxValue));

    /// <summary>Reads Hugging Face's one file, tokenizer.json.</summary>
    /// <exception cref="RewardLabException">The file is missing, malformed, or of another kind of tokenizer; what differs is named.</exception>
    internal static ClipBpeVocabulary FromTokenizerFile(TokenizerFile file, string path)
    {
        file.RequireModel("BPE");
        file.RequireSetting("end_of_word_suffix", EndOfWord);
        file.RequireSetting("continuing_subword_prefix", "");
        file.RequireSetting("dropout", "0", "0.0");
        file.RequireSetting("byte_fallback", "false");
        file.RequireSetting("ignore_merges", "false");
        file.RequireSteps("normalizer", "NFC", "Replace", "Lowercase");
        file.RequireSteps("pre_tokenizer", "Split", "ByteLevel");
        return file.AddedTokens().FirstOrDefault(token => token is not (ClipWordSplitter.StartOfText or ClipWordSplitter.EndOfText)) is { } added
            ? throw new RewardLabException($"{path}: adds the token {ShownName.From(added)}, which its vocabulary lacks; added tokens are not supported.")
            : Checked(path, "its merges", file.Tokens(), file.Merges());
    }

    private static ClipBpeVocabulary Checked(
        string path,
        string mergesName,
        IReadOnlyDictionary<string, int> tokens,
        IReadOnlyList<(string Left, string Right)> merges)
    {
        var needed = ByteLevelAlphabet.Symbols.SelectMany(symbol => new[] { symbol, symbol + EndOfWord })
            .Concat(merges.SelectMany(merge => new[] { merge.Left, merge.Right, merge.Left + merge.Right }));
        if (needed.FirstOrDefault(token => !tokens.ContainsKey(token)) is { } absent)
        {
            throw new RewardLabException(
                $"{path}: lacks the token {ShownName.From(absent)}, which {mergesName} or the byte alphabet needs; "
                + $"the two {(mergesName == "its merges" ? "" : "files ")}do not belong together.");
        }

        return new ClipBpeVocabulary(tokens, merges);
    }

    /// <summary>Writes vocab.json, merges.txt, tokenizer_config.json and special_tokens_map.json, as Hugging Face's CLIP tokenizers read them.</summary>
    /// <param name="folder">The folder; made if need be.</param>
    /// <param name="maxLength">Length of a full input in tokens, at least 2.</param>
    /// <param name="padToken">Fills short inputs; the end-of-text token when null.</param>
    /// <param name="cleanup">How text is tidied; what Hugging Face's tokenizers do not do stands under a key of our own.</param>
    /// <exception cref="RewardLabException">A file cannot be written, or the pad token is not in the vocabulary.</exception>
    public void WriteTo(string folder, int maxLength = 77, string? padToken = null, ClipTextCleanup cleanup = ClipTextCleanup.HuggingFace)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 2);
        padToken ??= ClipWordSplitter.EndOfText;
        if (!Tokens.ContainsKey(padToken))
        {
            throw new RewardLabException($"The pad token {ShownName.From(padToken)} is not in the vocabulary.");
        }

        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RewardLabException($"{folder}: cannot be made: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }

        WriteJson(Path.Combine(folder, "vocab.json"), isIndented: false, json =>
        {
            foreach (var (token, id) in Tokens.OrderBy(entry => entry.Value))
            {
                json.WriteNumber(token, id);
            }
        });
        AtomicFile.Write(Path.Combine(folder, "merges.txt"), stream =>
        {
            using var text = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
            text.WriteLine("#version: 0.2");
            foreach (var (left, right) in Merges)
            {
                text.WriteLine($"{left} {right}");
            }
        });
        WriteJson(Path.Combine(folder, "special_tokens_map.json"), isIndented: true, json => WriteSpecialTokens(json, padToken));
        WriteJson(Path.Combine(folder, "tokenizer_config.json"), isIndented: true, json =>
        {
            WriteSpecialTokens(json, padToken);
            json.WriteBoolean("add_prefix_space", false);
            json.WriteBoolean("do_lower_case", true);
            json.WriteNumber("model_max_length", maxLength);
            json.WriteString("tokenizer_class", "CLIPTokenizer");
            if (cleanup != ClipTextCleanup.HuggingFace)
            {
                json.WriteString(ClipTokenizer.CleanupKey, JsonConfig.TextOf(cleanup, ClipTokenizer.Cleanups));
            }
        });
    }

    private static void WriteSpecialTokens(Utf8JsonWriter json, string padToken)
    {
        json.WriteString("bos_token", ClipWordSplitter.StartOfText);
        json.WriteString("eos_token", ClipWordSplitter.EndOfText);
        json.WriteString("pad_token", padToken);
        json.WriteString("unk_token", ClipWordSplitter.EndOfText);
    }

    private static void WriteJson(string path, bool isIndented, Action<Utf8JsonWriter> write) => AtomicFile.Write(path, stream =>
    {
        using var json = new Utf8JsonWriter(stream, JsonOptions with { Indented = isIndented });
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
    });

    private static Dictionary<string, int> ReadTokens(string path)
    {
        using var document = JsonFile.Read(path);
        try
        {
            var tokens = new Dictionary<string, int>(StringComparer.Ordinal);
            var ids = new HashSet<int>();
            foreach (var entry in document.RootElement.EnumerateObject())
            {
                if (entry.Value.ValueKind != JsonValueKind.Number || !entry.Value.TryGetInt32(out var id) || id < 0 || !ids.Add(id))
                {
                    throw new RewardLabException($"{path}: token {ShownName.From(entry.Name)} has no whole number from 0 of its own for an id.");
                }

                tokens.Add(entry.Name, id);
            }

            return tokens;
        }
        catch (InvalidOperationException exception)
        {
            throw new RewardLabException($"{path}: is not a JSON object of tokens and their ids.", exception);
        }
    }

    private static List<(string Left, string Right)> ReadMerges(string path, int maxCount)
    {
        var merges = new List<(string, string)>();
        var known = new HashSet<(string, string)>();
        try
        {
            using var stream = OpenText(path);
            using var reader = TextFile.Open(stream, path);
            for (var number = 1; merges.Count < maxCount && reader.ReadLine() is { } line; number++)
            {
                // The first line says the version.
                if ((number == 1 && line.Contains("#version", StringComparison.Ordinal)) || line.Length == 0)
                {
                    continue;
                }

                var merge = line.Split(' ') is [{ Length: > 0 } left, { Length: > 0 } right]
                    ? (left, right)
                    : throw new RewardLabException($"{path}: line {number} is not two symbols with a blank between them.");
                merges.Add(known.Add(merge) ? merge : throw new RewardLabException($"{path}: line {number} repeats an earlier merge."));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or InvalidDataException)
        {
            throw new RewardLabException($"{path}: cannot be read: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }

        return merges;
    }

    private static Stream OpenText(string path)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        var isCompressed = stream.ReadByte() == 0x1f && stream.ReadByte() == 0x8b;
        stream.Position = 0;
        return isCompressed ? new GZipStream(stream, CompressionMode.Decompress) : stream;
    }
}
