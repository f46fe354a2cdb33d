using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Text;
using static TorchSharp.torch;

namespace RewardLab.Torch.Pipelines;

/// <summary>From a prompt to what Stable Diffusion 3 is told of it: the states of both CLIP encoders side by side and filled up with zeros, T5's below them;
/// and both projected states.</summary>
internal sealed class FlowPromptEncoder(FlowPipelineParts parts, PartPlaces places)
{
    /// <summary>Encodes a prompt, with gradients where they are recorded.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="maxSequenceLength">Tokens of T5; its padding is attended to.</param>
    /// <returns>[1, CLIP's tokens + T5's, width] and [1, width], in the caller's dispose scope.</returns>
    internal PromptStates Encode(string prompt, int maxSequenceLength)
    {
        using var scope = NewDisposeScope();
        var (states1, pooled1) = Clip(parts.Tokenizer, parts.TextEncoder, prompt);
        var (states2, pooled2) = Clip(parts.Tokenizer2, parts.TextEncoder2, prompt);
        var width = parts.Transformer.Config.JointAttentionDim;
        var missing = width - states1.shape[2] - states2.shape[2];
        var clip = cat([states1, states2, zeros([1, states1.shape[1], missing], states1.dtype, states1.device)], 2);
        var type = PipelineParts.TypeOf(parts.Transformer);
        var t5 = T5(prompt, maxSequenceLength, width).to(places.Device);
        return new PromptStates(cat([clip.to(places.Device).to_type(type), t5.to_type(type)], 1), cat([pooled1, pooled2], 1).to(places.Device).to_type(type))
            .MovedOut();
    }

    // The input of the last block, without a norm, and the projected state.
    private (Tensor States, Tensor Pooled) Clip(ClipTokenizer tokenizer, ClipTextModelWithProjection encoder, string prompt)
    {
        using var used = places.Use(encoder);
        var output = encoder.Encode(tokenizer.EncodePadded([prompt]).IdsTensor(PipelineParts.DeviceOf(encoder)));
        return (output.HiddenStates[^2], encoder.Project(output));
    }

    private Tensor T5(string prompt, int length, long width)
    {
        if (parts is not { TextEncoder3: { } encoder, Tokenizer3: { } tokenizer })
        {
            return zeros([1, length, width], ScalarType.Float32, places.Device);
        }

        using var used = places.ThirdEncoderOnCpu ? null : places.Use(encoder);
        return encoder.Encode(tokenizer.EncodePadded([prompt], length).IdsTensor(PipelineParts.DeviceOf(encoder)));
    }
}
