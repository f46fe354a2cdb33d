using RewardLab.Torch.Schedulers;
using static TorchSharp.torch;

namespace RewardLab.Torch.Pipelines;

/// <summary>Follows a batch on its way from noise to clean latents. The tensors that it is shown live during the call only.</summary>
internal interface ISamplerObserver
{
    /// <summary>Shown x_T, before the first step.</summary>
    /// <param name="noise">[batch, channels, height, width].</param>
    void Began(Tensor noise);

    /// <summary>Shown the outcome of a step.</summary>
    /// <param name="index">The step, from 0.</param>
    /// <param name="timestep">The training step that it began at.</param>
    /// <param name="step">Where it led.</param>
    void Stepped(int index, int timestep, DdimStep step);
}
