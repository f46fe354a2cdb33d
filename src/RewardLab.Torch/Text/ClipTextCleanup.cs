namespace RewardLab.Torch.Text;

/// <summary>How text is tidied before it is cut into words.</summary>
public enum ClipTextCleanup
{
    /// <summary>What transformers' CLIPTokenizerFast does: Unicode composition (NFC), runs of white space to one blank, lower case letter by letter.</summary>
    HuggingFace,

    /// <summary>
    /// What openai/CLIP, OpenCLIP and HPSv2 do: ftfy's repairs (text that was decoded with the wrong character set, curly quotes, ligatures, full-width
    /// forms, control characters), HTML entities decoded twice, runs of white space to one blank, lower case with final sigmas.
    /// </summary>
    OpenAi,
}
