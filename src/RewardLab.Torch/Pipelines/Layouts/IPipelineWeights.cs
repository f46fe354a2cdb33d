using RewardLab.Abstractions;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Schedulers;

namespace RewardLab.Torch.Pipelines.Layouts;

/// <summary>Where a pipeline's weights come from.</summary>
internal interface IPipelineWeights
{
    /// <exception cref="RewardLabException">The weights are not there or do not fit; names the file.</exception>
    void Fill(ClipTextModel textEncoder);

    /// <exception cref="RewardLabException">The weights are not there or do not fit; names the file.</exception>
    void Fill(ClipTextModelWithProjection textEncoder2);

    /// <exception cref="RewardLabException">The weights are not there or do not fit; names the file.</exception>
    void Fill(UNet2DConditionModel unet);

    /// <exception cref="RewardLabException">The weights are not there or do not fit; names the file.</exception>
    void Fill(AutoencoderKL autoencoder);

    /// <summary>Refuses configurations of another kind of model; weights that say nothing pass.</summary>
    /// <param name="isExtraLarge">Whether the configurations are of Stable Diffusion XL.</param>
    /// <param name="source">The file that says so, for messages.</param>
    /// <exception cref="RewardLabException">The weights are of another kind; names both files.</exception>
    void Check(bool isExtraLarge, string source)
    {
    }

    /// <summary>Refuses a schedule that the weights say they were not trained with; weights that say nothing pass.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="source">Its file, for messages.</param>
    /// <exception cref="RewardLabException">The weights say another; names both files.</exception>
    void Check(DdimSchedulerConfig schedule, string source)
    {
    }
}
