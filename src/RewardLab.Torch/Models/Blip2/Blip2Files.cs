using RewardLab.Abstractions;
using RewardLab.Torch.Runtime;
using RewardLab.Torch.Weights;

namespace RewardLab.Torch.Models.Blip2;

/// <summary>A BLIP-2 first stage in a folder: as transformers writes it, or as LAVIS publishes it, whole or beside eva_vit_g.pth.</summary>
public static class Blip2Files
{
    private const string Config = "config.json";
    private const string Eva = "eva_vit_g.pth";
    private const string VisionSign = "visual_encoder.cls_token";
    private static readonly string[] LavisWeights = ["blip2_pretrained.pth", "blip2_finetune_coco.pth"];

    // Heads for writing texts and what only training needs.
    private static readonly string[] Superfluous = ["*.position_ids", "Qformer.cls.*", "qformer.cls.*", "cls.*", "temp", "language_projection.*"];

    /// <summary>Makes the model and fills it.</summary>
    /// <param name="files">The folder.</param>
    /// <exception cref="RewardLabException">A file is missing or does not fit, or the weights are of another architecture; named.</exception>
    public static Blip2Model Load(ModelFolder files)
    {
        ArgumentNullException.ThrowIfNull(files);
        using var weights = files.OpenWeights(LavisWeights);
        ArchitectureRecognizer.Require(weights, ModelArchitecture.Blip2);
        var config = files.HasFile(Config) ? Blip2Config.Load(files.FilePath(Config)) : new Blip2Config();
        return Ownership.Transfer(new Blip2Model(config), model =>
        {
            using var view = View(files, weights, config);
            ModuleWeights.Load(model, view, new WeightLoadOptions { Ignorable = Superfluous });
            return model;
        });
    }

    private static IWeightSource View(ModelFolder files, IWeightSource weights, Blip2Config config) =>
        HuggingFaceBlip2Weights.Fits(weights) ? new HuggingFaceBlip2Weights(weights)
        : weights.Tensors.ContainsKey(VisionSign) ? weights
        : files.HasFile(Eva) ? new EvaWeights(weights, TorchCheckpoint.Open(files.FilePath(Eva)), config.Vision.LayerCount)
        : throw new RewardLabException($"{weights.Path}: has no image tower, which LAVIS publishes apart; put {Eva} beside it.");
}
