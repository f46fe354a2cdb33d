using static TorchSharp.torch;

namespace RewardLab.Torch.Pipelines;

/// <summary>What a flow's batch is denoised towards, and away from.</summary>
/// <param name="States">The prompts' states, [batch, tokens, width]; with guidance the negative prompt's come first, [2 batch, tokens, width].</param>
/// <param name="Pooled">The prompts' pooled states, as many rows.</param>
/// <param name="IsGuided">Whether both halves are there.</param>
/// <param name="GuidanceScale">Weight w in unconditional + w (conditional - unconditional).</param>
internal sealed record FlowConditioning(Tensor States, Tensor Pooled, bool IsGuided, double GuidanceScale)
{
    /// <summary>The prompts' half alone.</summary>
    internal (Tensor States, Tensor Pooled) Conditional =>
        IsGuided ? (States.chunk(2, 0)[1], Pooled.chunk(2, 0)[1]) : (States, Pooled);

    /// <summary>Puts both halves together, where guidance is on.</summary>
    /// <param name="conditional">The prompts, [batch].</param>
    /// <param name="unconditional">The negative prompt.</param>
    /// <param name="guidanceScale">1 and below switch guidance off.</param>
    internal static FlowConditioning Create(IReadOnlyList<PromptStates> conditional, PromptStates unconditional, double guidanceScale)
    {
        PromptStates[] rows = guidanceScale <= 1 ? [.. conditional] : [.. Enumerable.Repeat(unconditional, conditional.Count), .. conditional];
        return new FlowConditioning(
            cat([.. rows.Select(static row => row.Hidden)], 0), cat([.. rows.Select(static row => row.Pooled!)], 0), guidanceScale > 1, guidanceScale);
    }
}
