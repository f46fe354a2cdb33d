using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Torch.Pipelines.Layouts;

/// <summary>Weights in the folders of a pipeline's parts.</summary>
internal sealed class FolderWeights(ModelFolder folder) : IPipelineWeights
{
    public void Fill(ClipTextModel textEncoder) => Fill(textEncoder, "text_encoder");

    public void Fill(ClipTextModelWithProjection textEncoder2) => Fill(textEncoder2, "text_encoder_2");

    public void Fill(UNet2DConditionModel unet) => Fill(unet, "unet");

    public void Fill(AutoencoderKL autoencoder) => Fill(autoencoder, "vae", AutoencoderKL.CurrentName);

    private void Fill(nn.Module module, string part, Func<string, string?>? mapName = null)
    {
        using var source = folder.Sub(part).OpenWeights();
        ModuleWeights.Load(module, source, WeightLoadOptions.Default with { MapName = mapName });
    }
}
