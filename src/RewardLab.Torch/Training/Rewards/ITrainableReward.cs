using RewardLab.Torch.Imaging;
using static TorchSharp.torch;

namespace RewardLab.Torch.Training.Rewards;

/// <summary>A reward whose weights can be trained: the same scores as in scoring, with gradients. BLIP-2's contrast is divided by its temperature.</summary>
/// <remarks>Not thread-safe.</remarks>
public interface ITrainableReward : IDisposable
{
    /// <summary>What has the weights.</summary>
    nn.Module Module { get; }

    /// <summary>Where the weights are, and where pixels must be.</summary>
    Device Device { get; }

    /// <summary>Turns images into the model's input.</summary>
    ImagePreprocessor Preprocessor { get; }

    /// <summary>Scores of image i and text i.</summary>
    /// <param name="pixels">[pairs, 3, height, width].</param>
    /// <param name="texts">As many texts.</param>
    /// <returns>[pairs].</returns>
    Tensor Pairs(Tensor pixels, IReadOnlyList<string> texts);

    /// <summary>Scores of every image and text.</summary>
    /// <param name="pixels">[images, 3, height, width].</param>
    /// <param name="texts">The texts.</param>
    /// <returns>[images, texts].</returns>
    Tensor ScoreMatrix(Tensor pixels, IReadOnlyList<string> texts);

    /// <summary>Keeps the lowest blocks of both towers, and what lies below them, from learning.</summary>
    /// <param name="share">Share of the blocks, 0 (nothing) to 1 (all of them); ImageReward was tuned with 0.7.</param>
    void Freeze(double share);

    /// <summary>Writes a folder that scoring opens: weights, configuration and tokenizer.</summary>
    /// <param name="folder">Made where it is missing.</param>
    void Save(string folder);
}
