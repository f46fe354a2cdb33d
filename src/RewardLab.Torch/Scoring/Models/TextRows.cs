using RewardLab.Torch.Text;

namespace RewardLab.Torch.Scoring.Models;

/// <summary>How many texts a cross-encoder takes before a batch of images at once, so that memory stays that of the images' own pass.</summary>
internal static class TextRows
{
    /// <param name="tokensPerImage">Tokens of an image in the vision tower.</param>
    /// <param name="widthRatio">Width of the vision tower by that of the text tower.</param>
    /// <param name="tokensPerText">Tokens of a text, queries included.</param>
    public static int For(long tokensPerImage, double widthRatio, int tokensPerText) =>
        (int)Math.Max(1, tokensPerImage * widthRatio / tokensPerText * 2);

    /// <summary>Texts whose token counts differ, in groups of one length.</summary>
    public static IReadOnlyList<(int[] Indices, TokenBatch Tokens)> Group(IReadOnlyList<string> texts, ITextTokenizer tokenizer, Func<int, int> rowsFor) =>
    [
        .. LengthGroups.Create(texts, tokenizer, int.MaxValue).SelectMany(group => group.Indices.Chunk(rowsFor(group.Tokens.Length))
            .Select(indices => (indices,
                indices.Length == group.Indices.Length ? group.Tokens : tokenizer.EncodePadded([.. indices.Select(i => texts[i])], group.Tokens.Length)))),
    ];
}
