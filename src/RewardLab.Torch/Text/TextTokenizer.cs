namespace RewardLab.Torch.Text;

/// <summary>What tokenizers share once a text is in pieces: begin and end, the cut, rows of equal length. Thread-safe.</summary>
public abstract class TextTokenizer : ITextTokenizer
{
    private protected TextTokenizer()
    {
    }

    /// <inheritdoc />
    public abstract int MaxLength { get; }

    /// <summary>Id that every input begins with.</summary>
    public abstract int BeginId { get; }

    /// <summary>Id that every input ends with.</summary>
    public abstract int EndId { get; }

    /// <summary>Id that fills short inputs.</summary>
    public abstract int PadId { get; }

    /// <summary>A text's ids with begin and end; a text too long is cut, and its last id is the end all the same.</summary>
    /// <returns>2 to <see cref="MaxLength"/> ids.</returns>
    public int[] Encode(string text) => TokenBatch.Cut(EncodeWhole(text), MaxLength, EndId);

    /// <summary>A text's ids with begin and end, nothing cut.</summary>
    internal int[] EncodeUncut(string text) => [.. EncodeWhole(text)];

    /// <inheritdoc />
    public int CountTokens(string text) => EncodeWhole(text).Count;

    /// <summary>Whether a text is too long and loses its end.</summary>
    public bool IsCut(string text) => CountTokens(text) > MaxLength;

    /// <inheritdoc />
    public TokenBatch EncodePadded(IReadOnlyList<string> texts, int? length = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return TokenBatch.Create([.. texts.Select(EncodeWhole)], length ?? MaxLength, EndId, PadId);
    }

    /// <inheritdoc />
    public TokenBatch EncodeToLongest(IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return TokenBatch.PadToMaxLength([.. texts.Select(EncodeWhole)], MaxLength, EndId, PadId);
    }

    /// <summary>A text's ids with begin and end, however many.</summary>
    private protected abstract List<int> EncodeWhole(string text);
}
