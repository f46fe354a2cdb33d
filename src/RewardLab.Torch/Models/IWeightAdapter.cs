using static TorchSharp.torch;

namespace RewardLab.Torch.Models;

/// <summary>Adds something to a layer's weight.</summary>
internal interface IWeightAdapter
{
    /// <summary>Whether it adds anything now, on this thread.</summary>
    bool IsActing { get; }

    /// <summary>The sum, with gradients for what is trained.</summary>
    /// <param name="weight">[out, in], float32.</param>
    /// <returns>[out, in], in the caller's dispose scope.</returns>
    Tensor AddTo(Tensor weight);
}
