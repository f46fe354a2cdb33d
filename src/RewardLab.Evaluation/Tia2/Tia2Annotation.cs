using System.Globalization;
using RewardLab.Evaluation.Labels;

namespace RewardLab.Evaluation.Tia2;

/// <summary>An image's labels.</summary>
/// <param name="PromptIndex">p of image_p_b_i.jpg, from 0: the prompt's place in its set.</param>
/// <param name="Batch">b: the batch it was generated in, from 0.</param>
/// <param name="Index">i: its place in the batch, from 0.</param>
/// <param name="Prompt">The prompt.</param>
/// <param name="Labels">A verdict of each annotator, three as published.</param>
public sealed record Tia2Annotation(int PromptIndex, int Batch, int Index, string Prompt, IReadOnlyList<LabelValue> Labels)
{
    /// <summary>The file that the image has where it was labelled, with forward slashes; null where that is not said, as in the published files.</summary>
    public string? File { get; init; }

    /// <summary>What that file holds, as SHA-256 in 64 hexadecimal digits; null where that is not said.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Who gave each label; empty where that is not said.</summary>
    public IReadOnlyList<string> Annotators { get; init; } = [];

    /// <summary>The image's file name, image_p_b_i.jpg.</summary>
    public string Image => string.Create(CultureInfo.InvariantCulture, $"image_{PromptIndex}_{Batch}_{Index}.jpg");
}
