using System.Globalization;
using System.Text.RegularExpressions;
using RewardLab.Abstractions;
using RewardLab.Torch.Models;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Schedulers;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Weights;

namespace RewardLab.Torch.Pipelines.Layouts;

/// <summary>
/// Stable Diffusion 1, 2 or XL in one file, as the first latent diffusion code saves it: U-Net, autoencoder and text encoders under prefixes. Averaged
/// weights ("model_ema"), where they are beside, are left.
/// </summary>
internal sealed partial class SingleFileCheckpoint : IPipelineWeights, IDisposable
{
    private const string UNetPrefix = "model.diffusion_model.";
    private const string AutoencoderPrefix = "first_stage_model.";
    private const string TransformersPrefix = "cond_stage_model.transformer.";
    private const string OpenClipPrefix = "cond_stage_model.model.";
    private const string VelocitySign = "v_pred";
    private const string ZeroSnrSign = "ztsnr";
    private const string PredictionKey = "modelspec.prediction_type";
    private const string ExtraLargePrefix = "conditioner.embedders.";
    private const string ExtraLargeTransformersPrefix = ExtraLargePrefix + "0.transformer.";
    private const string ExtraLargeOpenClipPrefix = ExtraLargePrefix + "1.model.";
    private static readonly Dictionary<string, PredictionType> Predictions =
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["epsilon"] = PredictionType.Epsilon,
            ["v"] = PredictionType.VPrediction,
            ["v_prediction"] = PredictionType.VPrediction,
        };

    private readonly IWeightSource _file;

    private SingleFileCheckpoint(IWeightSource file) => _file = file;

    /// <summary>Opens a file of safetensors or of torch.save.</summary>
    /// <exception cref="RewardLabException">The file cannot be read, or is not a Stable Diffusion 1, 2 or XL in one file; says what it is.</exception>
    internal static SingleFileCheckpoint Open(string path)
    {
        IWeightSource file = path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) ? SafetensorsFile.Open(path) : TorchCheckpoint.Open(path);
        try
        {
            if (Has(file, ExtraLargePrefix) && !Has(file, ExtraLargeTransformersPrefix))
            {
                throw new RewardLabException(
                    $"{path}: this is a refiner of Stable Diffusion XL, which works on images of another model; take the base model's file.");
            }

            return Has(file, UNetPrefix)
                ? new SingleFileCheckpoint(file)
                : throw new RewardLabException(
                    $"{path}: this seems to be {ArchitectureRecognizer.Describe(ArchitectureRecognizer.Recognize(file))}, "
                    + $"not like a Stable Diffusion in one file: no tensor is named {UNetPrefix}*; of a pipeline in several files name the folder.");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Check(bool isExtraLarge, string source)
    {
        if (Has(_file, ExtraLargePrefix) != isExtraLarge)
        {
            throw new RewardLabException(
                $"{_file.Path}: this is a Stable Diffusion {(isExtraLarge ? "1 or 2" : "XL")}, but {source} is of {(isExtraLarge ? "an XL" : "a 1 or 2")}; "
                + "name with config a folder of the same kind of model.");
        }
    }

    /// <summary>Those who tune such files say what the denoiser predicts by a tensor without values, or by a line of the header (ModelSpec).</summary>
    public void Check(DdimSchedulerConfig schedule, string source)
    {
        if (_file.Metadata.TryGetValue(PredictionKey, out var told))
        {
            var type = Predictions.TryGetValue(told, out var known)
                ? known
                : throw new RewardLabException(
                    $"{_file.Path}: the header's {PredictionKey} is {ShownName.From(told)}; "
                    + $"it must be {string.Join(" or ", Predictions.Keys.Select(key => $"'{key}'"))}.");
            Require(schedule.PredictionType == type, $"the header's {PredictionKey} is '{told}'", "prediction_type is another");
        }

        Require(!_file.Tensors.ContainsKey(VelocitySign) || schedule.PredictionType == PredictionType.VPrediction,
            $"the tensor '{VelocitySign}' says that the denoiser predicts v", "prediction_type is not v_prediction");
        Require(!_file.Tensors.ContainsKey(ZeroSnrSign) || schedule.RescalesBetasToZeroSnr,
            $"the tensor '{ZeroSnrSign}' says that the last step has no signal", "rescale_betas_zero_snr is not true");

        void Require(bool fits, string told, string other)
        {
            if (!fits)
            {
                throw new RewardLabException($"{_file.Path}: {told}, but in {source} {other}; name with config a folder whose scheduler fits.");
            }
        }
    }

    public void Fill(ClipTextModel textEncoder)
    {
        var prefix = Has(_file, ExtraLargePrefix) ? ExtraLargeTransformersPrefix : TransformersPrefix;
        if (Has(_file, prefix))
        {
            ModuleWeights.Load(textEncoder, new PartOfWeights(_file, prefix, static name => name));
            return;
        }

        // OpenCLIP's tower keeps the block that Stable Diffusion 2 leaves out, and the projection to the common space.
        var layerCount = textEncoder.Config.LayerCount;
        var tower = new OpenAiClipWeights(Part(OpenClipPrefix, "text encoder", static name => name));
        var storedCount = 1 + tower.Tensors.Keys.Select(LayerOf).Max().GetValueOrDefault(-1);
        ModuleWeights.Load(textEncoder, tower, WeightLoadOptions.Default with
        {
            Ignorable = [.. WeightLoadOptions.Default.Ignorable, "text_projection.weight", "logit_scale"],
            MapName = name => storedCount == layerCount + 1 && LayerOf(name) == layerCount ? null : name,
        });
    }

    public void Fill(ClipTextModelWithProjection textEncoder2) => ModuleWeights.Load(
        textEncoder2,
        new OpenAiClipWeights(Part(ExtraLargeOpenClipPrefix, "second text encoder", static name => name)),
        WeightLoadOptions.Default with { Ignorable = [.. WeightLoadOptions.Default.Ignorable, "logit_scale"] });

    public void Fill(UNet2DConditionModel unet) =>
        ModuleWeights.Load(unet, new PartOfWeights(_file, UNetPrefix, name => LdmUNetNames.Current(name, unet.Config.LayersPerBlock)));

    public void Fill(AutoencoderKL autoencoder) => ModuleWeights.Load(
        autoencoder,
        Part(AutoencoderPrefix, "autoencoder", name => LdmAutoencoderNames.Current(name, autoencoder.Config.LevelCount), flattensAttention: true));

    public void Dispose() => _file.Dispose();

    private PartOfWeights Part(string prefix, string what, Func<string, string?> rename, bool flattensAttention = false) => Has(_file, prefix)
        ? new PartOfWeights(_file, prefix, rename, flattensAttention)
        : throw new RewardLabException($"{_file.Path}: has no {what}: no tensor is named {prefix}*; take a file of the whole model.");

    private static bool Has(IWeightSource file, string prefix) => file.Tensors.Keys.Any(name => name.StartsWith(prefix, StringComparison.Ordinal));

    private static int? LayerOf(string name) => LayerPattern().Match(name) is { Success: true } match
        ? int.Parse(match.Groups["index"].ValueSpan, CultureInfo.InvariantCulture)
        : null;

    [GeneratedRegex(@"^text_model\.encoder\.layers\.(?<index>\d{1,4})\.", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex LayerPattern();
}
