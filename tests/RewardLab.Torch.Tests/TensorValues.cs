using static TorchSharp.torch;

namespace RewardLab.Torch.Tests;

internal static class TensorValues
{
    /// <summary>0, 1, 2, ... as float32.</summary>
    public static Tensor Counting(int count) => tensor(Enumerable.Range(0, count).Select(i => (float)i).ToArray());
}
