using static TorchSharp.torch;

namespace RewardLab.Torch.Weights.Pickles;

/// <summary>Raw elements that tensors of a checkpoint look at.</summary>
/// <param name="Type">The elements' type.</param>
/// <param name="Key">Its name among the checkpoint's storages.</param>
/// <param name="ElementCount">How many elements it has, at least 0.</param>
internal sealed record PickledStorage(ScalarType Type, string Key, long ElementCount);
