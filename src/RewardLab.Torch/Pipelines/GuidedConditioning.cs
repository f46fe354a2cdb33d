using RewardLab.Torch.Models.Diffusion;
using static TorchSharp.torch;

namespace RewardLab.Torch.Pipelines;

/// <summary>What a batch is denoised towards, and away from.</summary>
/// <param name="States">The prompts' states, [batch, tokens, width]; with guidance the negative prompt's come first, [2 batch, tokens, width].</param>
/// <param name="IsGuided">Whether both halves are there.</param>
/// <param name="GuidanceScale">Weight w in unconditional + w (conditional - unconditional) (Ho and Salimans, arXiv:2207.12598,
/// equation 6 with w = 1 + their w).</param>
/// <param name="Added">What Stable Diffusion XL is told besides, as many rows as the states; null for other models.</param>
internal sealed record GuidedConditioning(Tensor States, bool IsGuided, double GuidanceScale, AddedConditions? Added = null)
{
    /// <summary>Puts both halves together, where guidance is on.</summary>
    /// <param name="conditional">The prompts, [batch].</param>
    /// <param name="unconditional">The negative prompt.</param>
    /// <param name="guidanceScale">1 and below switch guidance off.</param>
    /// <param name="sizes">The images' sizes, which both halves are told.</param>
    internal static GuidedConditioning Create(
        IReadOnlyList<PromptStates> conditional, PromptStates unconditional, double guidanceScale, ImageSizes sizes)
    {
        var states = Create(cat([.. conditional.Select(prompt => prompt.Hidden)], 0), unconditional.Hidden, guidanceScale);
        if (unconditional.Pooled is not { } away)
        {
            return states;
        }

        var pooled = Create(cat([.. conditional.Select(prompt => prompt.Pooled!)], 0), away, guidanceScale).States;
        return states with { Added = new AddedConditions(pooled, sizes.ToTimeIds(pooled.device)) };
    }

    /// <summary>Puts both halves together, where guidance is on.</summary>
    /// <param name="conditional">States of the prompts, [batch, tokens, width].</param>
    /// <param name="unconditional">States of the negative prompt, [1, tokens, width].</param>
    /// <param name="guidanceScale">1 and below switch guidance off.</param>
    internal static GuidedConditioning Create(Tensor conditional, Tensor unconditional, double guidanceScale) => guidanceScale <= 1
        ? new GuidedConditioning(conditional, IsGuided: false, guidanceScale)
        : new GuidedConditioning(cat([unconditional.expand_as(conditional), conditional], 0), IsGuided: true, guidanceScale);
}
