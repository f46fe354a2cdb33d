namespace RewardLab.Torch.Text;

/// <summary>What a CLIP tokenizer does besides its vocabulary.</summary>
public sealed record ClipTokenizerOptions
{
    /// <summary>Longest input in tokens, begin and end included. Default 77; at least 2.</summary>
    public int MaxLength { get; init; } = 77;

    /// <summary>Fills short inputs. Default: the end-of-text token, as CLIP and Stable Diffusion 1; Stable Diffusion 2 has "!".</summary>
    public string PadToken { get; init; } = "<|endoftext|>";

    /// <summary>How text is tidied. Default: as Hugging Face's fast tokenizer.</summary>
    public ClipTextCleanup Cleanup { get; init; } = ClipTextCleanup.HuggingFace;
}
