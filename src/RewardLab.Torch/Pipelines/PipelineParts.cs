using RewardLab.Abstractions;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Schedulers;
using RewardLab.Torch.Text;
using static TorchSharp.torch;

namespace RewardLab.Torch.Pipelines;

/// <summary>Whether a pipeline's parts, and what is asked of it, fit together.</summary>
internal static class PipelineParts
{
    /// <exception cref="RewardLabException">Two parts contradict each other.</exception>
    internal static void Check(
        IReadOnlyList<(ClipTokenizer Tokenizer, ClipTextConfig Config)> texts, UNet2DConditionConfig unet, AutoencoderKLConfig autoencoder)
    {
        foreach (var (i, (tokenizer, text)) in texts.Index())
        {
            var (cuts, reads) = i == 0 ? ("tokenizer", "text_encoder") : ("tokenizer_2", "text_encoder_2");
            Require(
                tokenizer.MaxLength <= text.MaxTokenCount, cuts, $"cuts texts at {tokenizer.MaxLength} tokens", reads, $"reads at most {text.MaxTokenCount}");
            var maxId = tokenizer.Vocabulary.Tokens.Values.Max();
            Require(maxId < text.VocabularySize, cuts, $"has ids up to {maxId}", reads, $"knows those below {text.VocabularySize}");
        }

        var width = texts.Sum(text => text.Config.HiddenSize);
        if (texts is [_, var second])
        {
            Require(unet.AddsTextAndSizes, "text_encoder_2", "is there", "unet", "has no addition_embed_type 'text_time' to take its pooled state");
            Require(
                second.Config.ProjectionSize == unet.PooledTextWidth,
                "text_encoder_2", $"gives a pooled state of {second.Config.ProjectionSize}", "unet", $"takes {unet.PooledTextWidth}");
            Require(
                texts[0].Tokenizer.MaxLength == second.Tokenizer.MaxLength,
                "tokenizer", $"cuts texts at {texts[0].Tokenizer.MaxLength} tokens", "tokenizer_2", $"at {second.Tokenizer.MaxLength}");
            Require(width == unet.CrossAttentionDim, "text encoders", $"together give states of {width}", "unet", $"attends to {unet.CrossAttentionDim}");
        }
        else
        {
            Require(!unet.AddsTextAndSizes, "unet", "is one of Stable Diffusion XL (addition_embed_type 'text_time')", "text_encoder_2", "is missing");
            Require(width == unet.CrossAttentionDim, "text_encoder", $"gives states of {width}", "unet", $"attends to {unet.CrossAttentionDim}");
        }

        Require(autoencoder.LatentChannels == unet.InChannels, "vae", $"has {autoencoder.LatentChannels} latent channels", "unet", $"takes {unet.InChannels}");
        Require(unet.OutChannels == unet.InChannels, "unet", $"gives {unet.OutChannels} channels", "unet", $"takes {unet.InChannels}");
        Require(autoencoder.OutChannels == 3, "vae", $"gives {autoencoder.OutChannels} colour channels", "images", "have 3");
    }

    /// <exception cref="RewardLabException">An option is out of range.</exception>
    internal static void Check(GenerationOptions options, DdimScheduler scheduler)
    {
        if (options.BatchSize < 1)
        {
            throw new RewardLabException($"BatchSize is {options.BatchSize}; it must be at least 1.");
        }

        if (options.PromptChunks < 1 || options.ClipSkip < 0)
        {
            throw new RewardLabException(
                $"PromptChunks is {options.PromptChunks} and ClipSkip {options.ClipSkip}; they must be at least 1 and at least 0.");
        }

        if (!double.IsFinite(options.GuidanceScale))
        {
            throw new RewardLabException($"GuidanceScale is {options.GuidanceScale}; it must be a finite number.");
        }

        foreach (var timestep in scheduler.Timesteps(options.NumInferenceSteps))
        {
            scheduler.Coefficients(timestep, options.NumInferenceSteps, options.Eta);
        }
    }

    /// <summary>Height and width of the latents.</summary>
    /// <exception cref="RewardLabException">The size is not known, or no multiple of the autoencoder's factor.</exception>
    internal static (int Height, int Width) LatentSize(GenerationOptions options, UNet2DConditionConfig unet, AutoencoderKLConfig autoencoder)
    {
        return (Side(options.Height, nameof(options.Height)), Side(options.Width, nameof(options.Width)));

        int Side(int? pixels, string name)
        {
            if (pixels is not { } given)
            {
                return unet.SampleSize ?? throw new RewardLabException($"The unet's config.json has no sample_size; give {name} in pixels.");
            }

            return given > 0 && given % autoencoder.PixelsPerLatent == 0
                ? given / autoencoder.PixelsPerLatent
                : throw new RewardLabException($"{name} is {given} pixels; it must be a multiple of {autoencoder.PixelsPerLatent}.");
        }
    }

    /// <exception cref="RewardLabException">So many images do not fit into one batch.</exception>
    internal static int BytesPerImage(int height, int width, int count)
    {
        var bytes = (long)height * width * 3;
        return bytes * Math.Max(count, 1) <= Array.MaxLength
            ? (int)bytes
            : throw new RewardLabException(
                $"{count} images of {height} x {width} do not fit into one batch of 2 GB; ask for at most {Array.MaxLength / bytes} at once.");
    }

    internal static Device DeviceOf(nn.Module module) => module.parameters().First().device;

    internal static ScalarType TypeOf(nn.Module module) => module.parameters().First().dtype;

    private static void Require(bool fits, string first, string says, string second, string other)
    {
        if (!fits)
        {
            throw new RewardLabException($"The pipeline's parts do not fit together: {first} {says}, {second} {other}; take all parts from one model.");
        }
    }
}
