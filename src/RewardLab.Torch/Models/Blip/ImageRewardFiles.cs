using RewardLab.Abstractions;
using RewardLab.Torch.Runtime;
using RewardLab.Torch.Weights;

namespace RewardLab.Torch.Models.Blip;

/// <summary>An ImageReward in a folder: as published (ImageReward.pt, med_config.json), or with a config.json of RewardLab's own and safetensors.</summary>
public static class ImageRewardFiles
{
    private const string PublishedConfig = "med_config.json";
    private const string OwnConfig = "config.json";
    private static readonly string[] PublishedWeights = ["ImageReward.pt", "ImageReward-v1.0.pt"];

    /// <summary>Makes the model and fills it.</summary>
    /// <param name="files">The folder.</param>
    /// <exception cref="RewardLabException">A file is missing or does not fit, or the weights are of another architecture; named.</exception>
    public static ImageRewardModel Load(ModelFolder files)
    {
        ArgumentNullException.ThrowIfNull(files);
        using var weights = files.OpenWeights(PublishedWeights);
        ArchitectureRecognizer.Require(weights, ModelArchitecture.ImageReward);
        var config = files.HasFile(PublishedConfig)
            ? ImageRewardConfig.LoadMed(files.FilePath(PublishedConfig))
            : ImageRewardConfig.Load(files.FilePath(OwnConfig));
        return Ownership.Transfer(new ImageRewardModel(config), model =>
        {
            ModuleWeights.Load(model, weights);
            return model;
        });
    }
}
