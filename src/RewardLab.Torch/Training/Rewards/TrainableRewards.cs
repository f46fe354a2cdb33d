using RewardLab.Abstractions;
using RewardLab.Torch.Configuration;
using RewardLab.Torch.Models;
using RewardLab.Torch.Models.Blip;
using RewardLab.Torch.Models.Blip2;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Torch.Training.Rewards;

/// <summary>Opens and makes rewards for training.</summary>
public static class TrainableRewards
{
    private const string Config = "config.json";
    private static readonly string[] PublishedWeights = ["ImageReward.pt", "ImageReward-v1.0.pt"];

    /// <summary>Opens a folder; what it holds is told by the names in its weights.</summary>
    /// <param name="files">A CLIP, an ImageReward or a BLIP-2, in any layout that scoring opens.</param>
    /// <exception cref="RewardLabException">A file is missing or does not fit, or the weights are of another architecture; named.</exception>
    public static ITrainableReward Open(ModelFolder files)
    {
        ArgumentNullException.ThrowIfNull(files);
        using var weights = files.OpenWeights(PublishedWeights);
        var architecture = ArchitectureRecognizer.Recognize(weights);
        return architecture switch
        {
            ModelArchitecture.Clip => TrainableClip.Open(files),
            ModelArchitecture.ImageReward => TrainableImageReward.Open(files, () => ImageRewardFiles.Load(files)),
            ModelArchitecture.Blip2 => TrainableBlip2.Open(files, () => Blip2Files.Load(files), Temperature(weights)),
            _ => throw new RewardLabException(
                $"{weights.Path}: this seems to be {ArchitectureRecognizer.Describe(architecture)}; a CLIP, an ImageReward or a BLIP-2 can be trained."),
        };
    }

    /// <summary>Makes a model with fresh random weights from a folder's config.json and tokenizer; weights that lie there are left alone.</summary>
    /// <param name="files">config.json says by "model_type" what it is: clip, imagereward or blip-2.</param>
    /// <exception cref="RewardLabException">A file is missing or does not fit; named.</exception>
    public static ITrainableReward Fresh(ModelFolder files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var path = files.FilePath(Config);
        return JsonConfig.Load(path).Text("model_type", "") switch
        {
            "clip" => TrainableClip.Fresh(files, ClipConfig.Load(path)),
            "imagereward" => TrainableImageReward.Open(files, () => new ImageRewardModel(ImageRewardConfig.Load(path))),
            "blip-2" => TrainableBlip2.Open(files, () => new Blip2Model(Blip2Config.Load(path)), Blip2WithTemperature.DefaultTemperature),
            var other => throw new RewardLabException($"{path}: \"model_type\" is {ShownName.From(other)}; it must be clip, imagereward or blip-2."),
        };
    }

    private static double Temperature(IWeightSource weights)
    {
        if (!weights.Tensors.ContainsKey(Blip2WithTemperature.StoredName))
        {
            return Blip2WithTemperature.DefaultTemperature;
        }

        using var scope = NewDisposeScope();
        var temperature = weights.Read(Blip2WithTemperature.StoredName).to(float64).flatten()[0].item<double>();
        return temperature > 0
            ? temperature
            : throw new RewardLabException($"{weights.Path}: the temperature 'temp' is {temperature}, where it must be above 0.");
    }
}
