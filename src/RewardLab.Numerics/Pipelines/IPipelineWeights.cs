using RewardLab.Abstractions;
using RewardLab.Numerics.Models.Clip;
using RewardLab.Numerics.Models.Diffusion;

namespace RewardLab.Numerics.Pipelines;

/// <summary>Where a pipeline's weights come from.</summary>
internal interface IPipelineWeights
{
    /// <exception cref="RewardLabException">The weights are not there or do not fit; names the file.</exception>
    void Fill(ClipTextModel textEncoder);

    /// <exception cref="RewardLabException">The weights are not there or do not fit; names the file.</exception>
    void Fill(UNet2DConditionModel unet);

    /// <exception cref="RewardLabException">The weights are not there or do not fit; names the file.</exception>
    void Fill(AutoencoderKL autoencoder);
}
