using RewardLab.Abstractions;
using RewardLab.Numerics.Models;
using RewardLab.Numerics.Weights;

namespace RewardLab.Numerics.Training.Rewards;

/// <summary>Opens rewards for training.</summary>
public static class TrainableRewards
{
    private static readonly string[] PublishedWeights = ["ImageReward.pt", "ImageReward-v1.0.pt"];

    /// <summary>Opens a folder; what it holds is told by the names in its weights.</summary>
    /// <param name="files">A CLIP or an ImageReward, in any layout that scoring opens.</param>
    /// <exception cref="RewardLabException">A file is missing or does not fit, or the weights are of another architecture; named.</exception>
    public static ITrainableReward Open(ModelFolder files)
    {
        ArgumentNullException.ThrowIfNull(files);
        using var weights = files.OpenWeights(PublishedWeights);
        var architecture = ArchitectureRecognizer.Recognize(weights);
        return architecture switch
        {
            ModelArchitecture.Clip => new TrainableClip(files),
            ModelArchitecture.ImageReward => new TrainableImageReward(files),
            _ => throw new RewardLabException($"{weights.Path}: this looks like {ArchitectureRecognizer.Describe(architecture)}; a CLIP or an ImageReward can be trained on preferences."),
        };
    }
}
