using static TorchSharp.torch;

namespace RewardLab.Torch.Weights;

/// <summary>Named tensors in one or several files. Reading is thread-safe.</summary>
public interface IWeightSource : IDisposable
{
    /// <summary>The file, or the index of several, for messages.</summary>
    string Path { get; }

    /// <summary>What is stored, by name.</summary>
    IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <summary>The text that the file carries beside the tensors.</summary>
    IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Reads one tensor as stored.</summary>
    /// <param name="name">A name out of <see cref="Tensors"/>.</param>
    /// <param name="device">Where the tensor shall live; the CPU when null.</param>
    /// <returns>A new tensor, in the caller's dispose scope.</returns>
    /// <exception cref="Abstractions.RewardLabException">There is no such tensor, or its bytes are not values of its type.</exception>
    Tensor Read(string name, Device? device = null);

    /// <summary>Copies one tensor over another of the same shape, converting to the destination's type and device; no gradient is recorded.</summary>
    /// <exception cref="Abstractions.RewardLabException">There is no such tensor, shapes differ, or its bytes are not values of its type.</exception>
    void CopyTo(string name, Tensor destination);
}
