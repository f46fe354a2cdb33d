using RewardLab.Torch.Imaging;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Torch.Training.Rewards;

/// <summary>Writes a trained reward's folder: the files that lay beside the weights it began with, its configuration and its weights.</summary>
internal static class RewardFolder
{
    private const string WeightsFile = "model.safetensors";
    private static readonly string[] Companions =
        [ImagePreprocessorConfig.FileName, "vocab.json", "merges.txt", "vocab.txt", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"];

    public static void Write(string folder, ModelFolder origin, string config, nn.Module module)
    {
        WriteCompanions(folder, origin, config);
        ModuleWeights.Save(module, Path.Combine(folder, WeightsFile));
    }

    /// <summary>How images are made ready, in place of what lay beside the weights.</summary>
    public static void WritePreprocessing(string folder, ImagePreprocessorConfig preprocessing) =>
        File.WriteAllText(Path.Combine(folder, ImagePreprocessorConfig.FileName), preprocessing.ToJson());

    /// <summary>All but the weights.</summary>
    public static void WriteCompanions(string folder, ModelFolder origin, string config)
    {
        Directory.CreateDirectory(folder);
        foreach (var name in Companions.Where(origin.HasFile))
        {
            var target = Path.Combine(folder, name);
            if (Path.GetFullPath(target) != Path.GetFullPath(origin.FilePath(name)))
            {
                File.Copy(origin.FilePath(name), target, overwrite: true);
            }
        }

        File.WriteAllText(Path.Combine(folder, "config.json"), config);
    }
}
