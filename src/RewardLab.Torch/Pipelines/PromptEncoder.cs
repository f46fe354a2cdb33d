using RewardLab.Abstractions;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Text;
using static TorchSharp.torch;

namespace RewardLab.Torch.Pipelines;

/// <summary>From a prompt to what the denoiser is told of it: by one text encoder, or by the two of Stable Diffusion XL.</summary>
/// <remarks>
/// One encoder: its last state after the final layer norm. Two: the input of each encoder's last block, without a norm, side by side, and the second's
/// projected state (Podell et al., arXiv:2307.01952, section 2.1).
/// </remarks>
internal sealed class PromptEncoder(
    ClipTokenizer tokenizer, ClipTextModel first, ClipTokenizer? tokenizer2, ClipTextModelWithProjection? second, bool zerosWithoutPrompt)
{
    /// <summary>Encodes a prompt, with gradients where they are recorded.</summary>
    /// <param name="prompt">The prompt; null for none: zeros where the model was trained so, else the empty text.</param>
    /// <param name="prompt2">What the second encoder reads; null for the same.</param>
    /// <param name="clipSkip">Blocks at each encoder's end that are left out, beyond what the model itself leaves out.</param>
    /// <param name="chunkCount">Chunks of the tokenizer's length that the prompt is spread over.</param>
    /// <returns>In the caller's dispose scope.</returns>
    /// <exception cref="RewardLabException">An encoder has too few blocks to leave so many out.</exception>
    internal PromptStates Encode(string? prompt, string? prompt2, int clipSkip, int chunkCount)
    {
        using var scope = NewDisposeScope();
        if (second is null)
        {
            return new PromptStates(Hidden(prompt ?? "", clipSkip, chunkCount), Pooled: null).MovedOut();
        }

        var (states1, states2, pooled) = Both(prompt ?? "", prompt2 ?? prompt ?? "", clipSkip, chunkCount);
        var states = new PromptStates(cat([states1, states2], 2), pooled);
        return (prompt is null && zerosWithoutPrompt ? new PromptStates(zeros_like(states.Hidden), zeros_like(pooled)) : states).MovedOut();
    }

    /// <summary>How many of a prompt's last tokens find no place.</summary>
    internal int CutTokens(string prompt, int chunkCount) =>
        Math.Max(0, tokenizer.CountTokens(prompt) - PromptChunks.Places(tokenizer.MaxLength, chunkCount));

    private Tensor Hidden(string prompt, int clipSkip, int chunkCount)
    {
        var output = first.Encode(Ids(tokenizer, first, prompt, chunkCount)); // [chunks, tokens, width]
        return Joined(clipSkip == 0 ? output.LastHiddenState : first.Normalized(Skipped(output, clipSkip)));
    }

    private (Tensor First, Tensor Second, Tensor Pooled) Both(string prompt, string prompt2, int clipSkip, int chunkCount)
    {
        var output1 = first.Encode(Ids(tokenizer, first, prompt, chunkCount));
        var output2 = second!.Encode(Ids(tokenizer2!, second, prompt2, chunkCount));
        var pooled = second.Project(output2).narrow(0, 0, 1); // of the first chunk, [1, projection]
        return (Joined(Skipped(output1, clipSkip + 1)), Joined(Skipped(output2, clipSkip + 1)), pooled);
    }

    private static Tensor Ids(ClipTokenizer tokenizer, nn.Module encoder, string prompt, int chunkCount)
    {
        var device = PipelineParts.DeviceOf(encoder);
        return (chunkCount == 1 ? tokenizer.EncodePadded([prompt]) : PromptChunks.Encode(tokenizer, prompt, chunkCount)).IdsTensor(device);
    }

    private static Tensor Skipped(ClipTextOutput output, int count) => count < output.HiddenStates.Count
        ? output.HiddenStates[^(count + 1)]
        : throw new RewardLabException(
            $"clipSkip leaves out {count} blocks of a text encoder that has {output.HiddenStates.Count - 1}; choose a smaller one.");

    // Chunks follow each other on the axis of tokens.
    private static Tensor Joined(Tensor chunks) => chunks.reshape(1, -1, chunks.shape[2]);
}
