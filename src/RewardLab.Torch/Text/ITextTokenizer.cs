namespace RewardLab.Torch.Text;

/// <summary>Text to token ids, begin and end marked; a text too long loses its end. Thread-safe.</summary>
public interface ITextTokenizer
{
    /// <summary>Longest input in tokens, begin and end included.</summary>
    int MaxLength { get; }

    /// <summary>A text's tokens with begin and end, before any cut: more than <see cref="MaxLength"/> means that the model does not see it all.</summary>
    int CountTokens(string text);

    /// <summary>Texts as rows of equal length.</summary>
    /// <param name="texts">Any number of texts.</param>
    /// <param name="length">Tokens in a row, at least 2; <see cref="MaxLength"/> when null.</param>
    TokenBatch EncodePadded(IReadOnlyList<string> texts, int? length = null);

    /// <summary>Texts as rows as long as the longest of them, at most <see cref="MaxLength"/>.</summary>
    TokenBatch EncodeToLongest(IReadOnlyList<string> texts);
}
