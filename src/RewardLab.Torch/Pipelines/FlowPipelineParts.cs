using RewardLab.Abstractions;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Models.Sd3;
using RewardLab.Torch.Models.T5;
using RewardLab.Torch.Schedulers;
using RewardLab.Torch.Text;
using static TorchSharp.torch;

namespace RewardLab.Torch.Pipelines;

/// <summary>The models of Stable Diffusion 3; T5 with its tokenizer may be missing.</summary>
/// <param name="Tokenizer">Cuts prompts for the first text encoder.</param>
/// <param name="TextEncoder">CLIP-L.</param>
/// <param name="Tokenizer2">Cuts prompts for the second text encoder.</param>
/// <param name="TextEncoder2">CLIP-G.</param>
/// <param name="Tokenizer3">Cuts prompts for T5; null without it.</param>
/// <param name="TextEncoder3">T5; null for zeros in its place.</param>
/// <param name="Transformer">The denoiser.</param>
/// <param name="Autoencoder">Decodes latents.</param>
/// <param name="Scheduler">The noise schedule.</param>
public sealed record FlowPipelineParts(
    ClipTokenizer Tokenizer,
    ClipTextModelWithProjection TextEncoder,
    ClipTokenizer Tokenizer2,
    ClipTextModelWithProjection TextEncoder2,
    T5Tokenizer? Tokenizer3,
    T5EncoderModel? TextEncoder3,
    Sd3Transformer Transformer,
    AutoencoderKL Autoencoder,
    FlowScheduler Scheduler)
{
    internal nn.Module[] Modules => TextEncoder3 is null
        ? [TextEncoder, TextEncoder2, Transformer, Autoencoder]
        : [TextEncoder, TextEncoder2, TextEncoder3, Transformer, Autoencoder];

    /// <exception cref="RewardLabException">Two parts contradict each other.</exception>
    internal void Check()
    {
        foreach (var (name, tokenizer, encoder) in new[] { ("", Tokenizer, TextEncoder), ("_2", Tokenizer2, TextEncoder2) })
        {
            Require(
                tokenizer.MaxLength <= encoder.Config.MaxTokenCount, $"tokenizer{name}", $"cuts texts at {tokenizer.MaxLength} tokens", $"text_encoder{name}",
                $"reads at most {encoder.Config.MaxTokenCount}");
            var maxId = tokenizer.Vocabulary.Tokens.Values.Max();
            Require(
                maxId < encoder.Config.VocabularySize, $"tokenizer{name}", $"has ids up to {maxId}", $"text_encoder{name}",
                $"knows those below {encoder.Config.VocabularySize}");
        }

        var transformer = Transformer.Config;
        Require(
            Tokenizer.MaxLength == Tokenizer2.MaxLength,
            "tokenizer",
            $"cuts texts at {Tokenizer.MaxLength} tokens",
            "tokenizer_2",
            $"at {Tokenizer2.MaxLength}");
        var width = TextEncoder.Config.HiddenSize + TextEncoder2.Config.HiddenSize;
        Require(
            width <= transformer.JointAttentionDim, "text encoders", $"together give states of {width}", "transformer",
            $"attends to {transformer.JointAttentionDim}");
        var pooled = TextEncoder.Config.ProjectionSize + TextEncoder2.Config.ProjectionSize;
        Require(
            pooled == transformer.PooledProjectionDim, "text encoders", $"together give a pooled state of {pooled}", "transformer",
            $"takes {transformer.PooledProjectionDim}");
        if (TextEncoder3 is { } third)
        {
            Require(Tokenizer3 is not null, "text_encoder_3", "is there", "tokenizer_3", "is missing");
            Require(
                third.Config.HiddenSize == transformer.JointAttentionDim, "text_encoder_3", $"gives states of {third.Config.HiddenSize}", "transformer",
                $"attends to {transformer.JointAttentionDim}");

            // The sentinels stand above the pieces, and checkpoints are padded beyond them.
            Require(
                Tokenizer3!.VocabularySize <= third.Config.VocabularySize, "tokenizer_3", $"has {Tokenizer3.VocabularySize} ids", "text_encoder_3",
                $"knows {third.Config.VocabularySize}");
        }

        var latents = Autoencoder.Config.LatentChannels;
        Require(latents == transformer.InChannels, "vae", $"has {latents} latent channels", "transformer", $"takes {transformer.InChannels}");
        Require(
            transformer.OutChannels == transformer.InChannels,
            "transformer",
            $"gives {transformer.OutChannels} channels",
            "and",
            $"takes {transformer.InChannels}");
        Require(Autoencoder.Config.OutChannels == 3, "vae", $"gives {Autoencoder.Config.OutChannels} colour channels", "images", "have 3");
    }

    private static void Require(bool fits, string first, string says, string second, string other)
    {
        if (!fits)
        {
            throw new RewardLabException($"The pipeline's parts do not fit together: {first} {says}, {second} {other}; take all parts from one model.");
        }
    }
}
