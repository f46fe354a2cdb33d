using RewardLab.Abstractions;
using RewardLab.Torch.Models;
using RewardLab.Torch.Weights;

namespace RewardLab.Jobs.Scores;

/// <summary>Tells which reward scores with a folder, by the names in its weights.</summary>
internal static class FolderRecognizer
{
    private static readonly string[] PublishedNames =
    [
        "ImageReward.pt", "HPS_v2_compressed.pt", "HPS_v2.1_compressed.pt", "blip2_pretrained.pth", "blip2_finetune_coco.pth",
    ];
    private static readonly string[] OnnxNames = ["model.onnx", "vision_model.onnx"];

    /// <summary>Whether a folder holds a Stable Diffusion, as diffusers lays it out.</summary>
    public static bool IsPipeline(string folder)
    {
        var files = ModelFolder.Open(folder);
        return files.HasFile("model_index.json") && files.HasSub("unet");
    }

    /// <summary>What is in a folder.</summary>
    /// <exception cref="RewardLabException">There are no weights, or of nothing that scores; the message says what they look like.</exception>
    public static RecognizedFolder Recognize(string folder)
    {
        if (IsPipeline(folder))
        {
            throw new RewardLabException($"{folder}: this is a Stable Diffusion, an image model; no reward can score with it.");
        }

        var files = ModelFolder.Open(folder);
        if (OnnxNames.Any(files.HasFile) || (files.HasSub("onnx") && OnnxNames.Any(files.Sub("onnx").HasFile) && !files.HasWeights()))
        {
            return new RecognizedFolder("onnx", "onnx", "an ONNX export");
        }

        using var weights = files.OpenWeights(PublishedNames);
        var architecture = ArchitectureRecognizer.Recognize(weights);
        var kind = ArchitectureRecognizer.Describe(architecture);
        return ArchitectureRecognizer.RewardFor(architecture) is { } reward
            ? new RecognizedFolder(
                architecture.ToString().ToLowerInvariant(), PublishedNames.Skip(1).Take(2).Any(files.HasFile) ? "hpsv2" : reward, kind)
            : throw new RewardLabException($"{weights.Path}: this seems to be {kind}; no reward can score with it.");
    }
}
