namespace RewardLab.Numerics.Text;

/// <summary>How text is tidied before it is cut into words.</summary>
public enum ClipTextCleanup
{
    /// <summary>What transformers' CLIPTokenizerFast does: Unicode composition (NFC), runs of white space to one blank, lower case.</summary>
    HuggingFace,

    /// <summary>
    /// What openai/CLIP and transformers' slow tokenizer do: HTML entities decoded twice, straight quotes for curly ones, ligatures and full-width
    /// forms taken apart, control characters dropped, then as <see cref="HuggingFace"/>. Not done: ftfy's guess at text that was decoded with the
    /// wrong character set, and entities without their semicolon or outside of HTML 4.
    /// </summary>
    OpenAi,
}
