using RewardLab.Torch.Schedulers;
using static TorchSharp.torch;

namespace RewardLab.Torch.Pipelines;

/// <summary>Follows a flow's batch from noise to clean latents. The tensors that it is shown live during the call only.</summary>
internal interface IFlowRecorder
{
    /// <summary>Shown the noise, before the first step.</summary>
    void Began(Tensor noise);

    /// <summary>Shown the outcome of a random step.</summary>
    /// <param name="index">The step, from 0.</param>
    /// <param name="transition">Its distribution.</param>
    /// <param name="outcome">Where it led, [batch, channels, height, width].</param>
    void Stepped(int index, FlowTransition transition, Tensor outcome);
}
