using RewardLab.Abstractions;
using RewardLab.Torch.Pipelines.Layouts;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Weights;

namespace RewardLab.Torch.Pipelines;

/// <summary>A Stable Diffusion 1, 2 or XL, in a folder as diffusers lays it out or in one file.</summary>
public static class StableDiffusionFiles
{
    /// <summary>Loads a folder with tokenizer, text_encoder, unet, vae and scheduler; of Stable Diffusion XL also tokenizer_2 and text_encoder_2.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="placement">Where and in which type the models shall compute.</param>
    /// <exception cref="RewardLabException">A part is missing, not supported or does not fit; names the file.</exception>
    public static TextToImagePipeline Load(ModelFolder folder, Placement placement)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(placement);
        return PipelineFolder.Load(folder, new FolderWeights(folder), placement.Device, placement.Type);
    }

    /// <summary>Loads weights out of one file, in the layout of the first latent diffusion code (.safetensors, .ckpt).</summary>
    /// <param name="file">The file. Of weights and their running average, the weights are taken.</param>
    /// <param name="config">A folder as of <see cref="Load"/>, of the same version of Stable Diffusion:
    /// its tokenizer and configurations count, weights in it do not and may be missing.</param>
    /// <param name="placement">Where and in which type the models shall compute.</param>
    /// <exception cref="RewardLabException">The file is not a Stable Diffusion 1, 2 or XL, or does not fit the configurations; names file and tensors.
    /// </exception>
    public static TextToImagePipeline LoadSingleFile(string file, ModelFolder config, Placement placement)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(placement);
        using var checkpoint = SingleFileCheckpoint.Open(file);
        return PipelineFolder.Load(config, checkpoint, placement.Device, placement.Type);
    }
}
