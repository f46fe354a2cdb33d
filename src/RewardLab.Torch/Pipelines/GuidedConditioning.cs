using static TorchSharp.torch;

namespace RewardLab.Torch.Pipelines;

/// <summary>What a batch is denoised towards, and away from.</summary>
/// <param name="States">The prompts' states, [batch, tokens, width]; with guidance the negative prompt's come first, [2 batch, tokens, width].</param>
/// <param name="IsGuided">Whether both halves are there.</param>
/// <param name="GuidanceScale">Weight w in unconditional + w (conditional - unconditional) (Ho and Salimans, arXiv:2207.12598,
/// equation 6 with w = 1 + their w).</param>
internal sealed record GuidedConditioning(Tensor States, bool IsGuided, double GuidanceScale)
{
    /// <summary>Puts both halves together, where guidance is on.</summary>
    /// <param name="conditional">States of the prompts, [batch, tokens, width].</param>
    /// <param name="unconditional">States of the negative prompt, [1, tokens, width].</param>
    /// <param name="guidanceScale">1 and below switch guidance off.</param>
    internal static GuidedConditioning Create(Tensor conditional, Tensor unconditional, double guidanceScale) => guidanceScale <= 1
        ? new GuidedConditioning(conditional, IsGuided: false, guidanceScale)
        : new GuidedConditioning(cat([unconditional.expand_as(conditional), conditional], 0), IsGuided: true, guidanceScale);
}
