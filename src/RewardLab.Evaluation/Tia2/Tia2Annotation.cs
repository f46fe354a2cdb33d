using System.Globalization;
using RewardLab.Evaluation.Labels;

namespace RewardLab.Evaluation.Tia2;

/// <summary>An image's labels.</summary>
/// <param name="PromptIndex">p of image_p_b_i.jpg, from 0: the prompt's place in its set.</param>
/// <param name="Batch">b: the batch it was drawn in, from 0.</param>
/// <param name="Index">i: its place in the batch, from 0.</param>
/// <param name="Prompt">The prompt.</param>
/// <param name="Labels">A verdict of each annotator, three as published.</param>
public sealed record Tia2Annotation(int PromptIndex, int Batch, int Index, string Prompt, IReadOnlyList<LabelValue> Labels)
{
    /// <summary>The image's file name, image_p_b_i.jpg.</summary>
    public string Image => string.Create(CultureInfo.InvariantCulture, $"image_{PromptIndex}_{Batch}_{Index}.jpg");
}
