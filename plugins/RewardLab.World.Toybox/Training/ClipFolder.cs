using RewardLab.Numerics.Imaging;
using RewardLab.Numerics.Models.Clip;
using RewardLab.Numerics.Weights;

namespace RewardLab.World.Toybox.Training;

/// <summary>Folders of CLIP models as Hugging Face lays them out.</summary>
internal static class ClipFolder
{
    private const string WeightsFile = "model.safetensors";

    public static void Write(ClipModel model, string configs, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(configs).Where(static f => Path.GetFileName(f) != WeightsFile))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }

        ModuleWeights.Save(model, Path.Combine(folder, WeightsFile));
    }

    public static ImagePreprocessor Preprocessor(string folder) =>
        new(ImagePreprocessorConfig.FromFile(Path.Combine(folder, "preprocessor_config.json")));

    public static ClipModel Read(string folder)
    {
        var model = new ClipModel(ClipConfig.Load(Path.Combine(folder, "config.json")));
        using var weights = SafetensorsFile.Open(Path.Combine(folder, WeightsFile));
        ModuleWeights.Load(model, weights);
        return model;
    }
}
