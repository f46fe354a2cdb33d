using RewardLab.Abstractions;
using RewardLab.Torch.Imaging;
using RewardLab.Torch.Runtime;
using RewardLab.Torch.Weights;

namespace RewardLab.Torch.Models.Clip;

/// <summary>A CLIP in a folder, whoever wrote it: transformers, OpenCLIP, or a bare checkpoint of known shape.</summary>
public static class ClipFiles
{
    private const string HuggingFaceConfig = "config.json";

    /// <summary>Makes the model and fills it.</summary>
    /// <param name="files">The folder.</param>
    /// <param name="shape">The shape where no configuration says it; null where one must.</param>
    /// <param name="weightNames">Names of weight files to look for before the usual ones.</param>
    /// <exception cref="RewardLabException">A file is missing or does not fit, or the weights are of another architecture; named.</exception>
    public static ClipModel Load(ModelFolder files, ClipConfig? shape = null, params IReadOnlyList<string> weightNames) =>
        Open(files, shape, weightNames).Model;

    /// <summary>Makes the model and fills it, and reads how its images are made ready.</summary>
    /// <param name="files">The folder.</param>
    /// <returns>
    /// The model, its preprocessing, and whether that is OpenCLIP's. OpenCLIP's weights go with "preprocess_cfg" of open_clip_config.json, all others
    /// with preprocessor_config.json; where neither is there, OpenAI's preprocessing holds.
    /// </returns>
    /// <exception cref="RewardLabException">A file is missing or does not fit, or the weights are of another architecture; named.</exception>
    public static (ClipModel Model, ImagePreprocessorConfig Preprocessing, bool IsOpenClip) LoadWithPreprocessing(ModelFolder files)
    {
        var (whole, isOpenClip) = Open(files, shape: null, []);
        return Ownership.Transfer(whole, model =>
        {
            var preprocessing = isOpenClip
                ? OpenClipConfig.LoadPreprocessing(files.FilePath(OpenClipConfig.FileName))
                : ImagePreprocessorConfig.OfFolder(files, model.Config.Vision.ImageSize);
            return (model, preprocessing, isOpenClip);
        });
    }

    private static (ClipModel Model, bool IsOpenClip) Open(ModelFolder files, ClipConfig? shape, IReadOnlyList<string> weightNames)
    {
        ArgumentNullException.ThrowIfNull(files);
        using var weights = files.OpenWeights(weightNames);
        ArchitectureRecognizer.Require(weights, ModelArchitecture.Clip);

        // OpenCLIP's repositories carry transformers' configuration too; the names of the weights say which goes with them.
        var isForeign = OpenAiClipWeights.Fits(weights);
        var isOpenClip = isForeign && files.HasFile(OpenClipConfig.FileName);
        var config = isOpenClip ? OpenClipConfig.Load(files.FilePath(OpenClipConfig.FileName))
            : files.HasFile(HuggingFaceConfig) || shape is null ? ClipConfig.Load(files.FilePath(HuggingFaceConfig))
            : shape;
        return Ownership.Transfer(new ClipModel(config), model =>
        {
            ModuleWeights.Load(model, isForeign ? new OpenAiClipWeights(weights) : weights);
            return (model, isOpenClip);
        });
    }
}
