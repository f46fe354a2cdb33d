using RewardLab.Abstractions;
using RewardLab.Numerics.Weights;

namespace RewardLab.Numerics.Models.Clip;

/// <summary>A CLIP in a folder, whoever wrote it: transformers, OpenCLIP, or a bare checkpoint of known shape.</summary>
public static class ClipFiles
{
    private const string HuggingFaceConfig = "config.json";
    private const string OpenClipFile = "open_clip_config.json";

    /// <summary>Makes the model and fills it.</summary>
    /// <param name="files">The folder.</param>
    /// <param name="shape">The shape where no configuration says it; null where one must.</param>
    /// <param name="weightNames">Names of weight files to look for before the usual ones.</param>
    /// <exception cref="RewardLabException">A file is missing or does not fit, or the weights are of another architecture; named.</exception>
    public static ClipModel Load(ModelFolder files, ClipConfig? shape = null, params IReadOnlyList<string> weightNames)
    {
        ArgumentNullException.ThrowIfNull(files);
        using var weights = files.OpenWeights(weightNames);
        ArchitectureRecognizer.Require(weights, ModelArchitecture.Clip);

        // OpenCLIP's repositories carry transformers' configuration too; the names of the weights say which goes with them.
        var isForeign = OpenAiClipWeights.Fits(weights);
        var config = isForeign && files.HasFile(OpenClipFile) ? OpenClipConfig.Load(files.FilePath(OpenClipFile))
            : files.HasFile(HuggingFaceConfig) || shape is null ? ClipConfig.Load(files.FilePath(HuggingFaceConfig))
            : shape;
        var model = new ClipModel(config);
        try
        {
            ModuleWeights.Load(model, isForeign ? new OpenAiClipWeights(weights) : weights);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }
}
