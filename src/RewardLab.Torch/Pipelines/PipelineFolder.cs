using System.Collections.Frozen;
using System.Text;
using System.Text.Json.Nodes;
using RewardLab.Abstractions;
using RewardLab.Torch.Configuration;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Pipelines.Layouts;
using RewardLab.Torch.Schedulers;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Text;
using RewardLab.Torch.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RewardLab.Torch.Pipelines;

/// <summary>A pipeline's folder as diffusers lays it out: tokenizer, text_encoder, unet, vae and scheduler; of Stable Diffusion XL tokenizer_2 and
/// text_encoder_2 too.</summary>
internal static class PipelineFolder
{
    private const string IndexFile = "model_index.json";
    private const string ClassName = "StableDiffusionPipeline";
    private const string ExtraLargeClassName = "StableDiffusionXLPipeline";
    private const string SecondPart = "_2";
    private const string ZerosKey = "force_zeros_for_empty_prompt";

    // A checker of finished images, a mark put on them, and inputs of other kinds of adapters; none takes part in generation.
    private static readonly FrozenSet<string> InertParts =
        FrozenSet.Create(
            StringComparer.Ordinal, "safety_checker", "feature_extractor", "image_encoder", "requires_safety_checker", "add_watermarker");

    // The class that Save writes, and whether another is as good.
    private static readonly Dictionary<string, (string Class, Func<string, bool> IsBuilt)> Parts = new(StringComparer.Ordinal)
    {
        ["scheduler"] = ("DDIMScheduler", DdimSchedulerConfig.IsConvertible),
        ["text_encoder"] = ("CLIPTextModel", static name => name is "CLIPTextModel" or "CLIPTextModelWithProjection"),
        ["text_encoder_2"] = ("CLIPTextModelWithProjection", static name => name is "CLIPTextModelWithProjection"),
        ["tokenizer"] = ("CLIPTokenizer", static name => name is "CLIPTokenizer" or "CLIPTokenizerFast"),
        ["tokenizer_2"] = ("CLIPTokenizer", static name => name is "CLIPTokenizer" or "CLIPTokenizerFast"),
        ["unet"] = ("UNet2DConditionModel", static name => name is "UNet2DConditionModel"),
        ["vae"] = ("AutoencoderKL", static name => name is "AutoencoderKL"),
    };

    /// <exception cref="RewardLabException">A part is missing, not supported or does not fit; names the file.</exception>
    internal static TextToImagePipeline Load(string path, Device? device, ScalarType dtype)
    {
        var folder = ModelFolder.Open(path);
        return Load(folder, new FolderWeights(folder), device, dtype);
    }

    /// <summary>Loads configurations and tokenizer from a folder, and weights from where they lie.</summary>
    /// <exception cref="RewardLabException">A part is missing, not supported or does not fit; names the file.</exception>
    internal static TextToImagePipeline Load(ModelFolder folder, IPipelineWeights weights, Device? device, ScalarType dtype)
    {
        var index = ReadIndex(folder);
        var unetPath = ConfigOf("unet");
        var unetConfig = UNet2DConditionConfig.Load(unetPath);
        var isExtraLarge = unetConfig.AddsTextAndSizes;
        if (index.IsExtraLarge is { } told && told != isExtraLarge)
        {
            throw new RewardLabException(
                $"{folder.FilePath(IndexFile)}: _class_name is '{(told ? ExtraLargeClassName : ClassName)}', but {unetPath} has "
                + $"{(told ? "no" : "an")} addition_embed_type; take all parts from one model.");
        }

        weights.Check(isExtraLarge, unetPath);
        var tokenizer2 = isExtraLarge ? ClipTokenizer.FromFolder(folder.Sub("tokenizer_2").Path) : null;
        var textConfig2 = isExtraLarge ? ClipTextConfig.Load(ConfigOf("text_encoder_2")) : null;
        var tokenizer = ClipTokenizer.FromFolder(folder.Sub("tokenizer").Path);
        var schedulerPath = folder.Sub("scheduler").FilePath("scheduler_config.json");
        var scheduler = new DdimScheduler(DdimSchedulerConfig.Load(schedulerPath));
        weights.Check(scheduler.Config, schedulerPath);
        var loaded = new List<nn.Module>();
        try
        {
            return new TextToImagePipeline(
                tokenizer,
                Filled(new ClipTextModel(ClipTextConfig.Load(ConfigOf("text_encoder"))), weights.Fill, dtype),
                tokenizer2,
                textConfig2 is null ? null : Filled(new ClipTextModelWithProjection(textConfig2), weights.Fill, dtype),
                Filled(new UNet2DConditionModel(unetConfig), weights.Fill, dtype),
                Decoder(),
                scheduler,
                index.ForcesZeros);
        }
        catch
        {
            loaded.ForEach(module => module.Dispose());
            throw;
        }

        // Stable Diffusion XL's autoencoder leaves the range of 16-bit floats and says so; older ones say nothing and stay inside.
        AutoencoderKL Decoder()
        {
            var config = AutoencoderKLConfig.Load(ConfigOf("vae"));
            var type = isExtraLarge && config.ForceUpcast && dtype == ScalarType.Float16 ? ScalarType.Float32 : dtype;
            return Filled(new AutoencoderKL(config), weights.Fill, type);
        }

        string ConfigOf(string part) => folder.Sub(part).FilePath("config.json");

        T Filled<T>(T module, Action<T> fill, ScalarType type)
            where T : nn.Module
        {
            loaded.Add(module);
            fill(module);
            module.eval();
            module.to(type);
            if (device is not null)
            {
                module.to(device);
            }

            return module;
        }
    }

    /// <exception cref="RewardLabException">A file cannot be written.</exception>
    internal static void Save(TextToImagePipeline pipeline, string path, CancellationToken cancellationToken)
    {
        SaveModel(pipeline.TextEncoder, pipeline.TextEncoder.Config.ToJson(), "text_encoder", "model.safetensors");
        SaveModel(pipeline.UNet, pipeline.UNet.Config.ToJson(), "unet", "diffusion_pytorch_model.safetensors");
        SaveModel(pipeline.Autoencoder, pipeline.Autoencoder.Config.ToJson(), "vae", "diffusion_pytorch_model.safetensors");
        WriteText(Path.Combine(Folder("scheduler"), "scheduler_config.json"), pipeline.Scheduler.Config.ToJson());
        SaveTokenizer(pipeline.Tokenizer, "tokenizer");
        var index = new JsonObject
        {
            ["_class_name"] = ClassName,
            ["scheduler"] = new JsonArray("diffusers", "DDIMScheduler"),
            ["text_encoder"] = new JsonArray("transformers", "CLIPTextModel"),
            ["tokenizer"] = new JsonArray("transformers", "CLIPTokenizer"),
            ["unet"] = new JsonArray("diffusers", "UNet2DConditionModel"),
            ["vae"] = new JsonArray("diffusers", "AutoencoderKL"),
        };
        if (pipeline is { TextEncoder2: { } second, Tokenizer2: { } tokenizer2 })
        {
            SaveModel(second, second.Config.ToJson("CLIPTextModelWithProjection"), "text_encoder_2", "model.safetensors");
            SaveTokenizer(tokenizer2, "tokenizer_2");
            index["_class_name"] = ExtraLargeClassName;
            index[ZerosKey] = pipeline.ForcesZerosForEmptyPrompt;
            index["text_encoder_2"] = new JsonArray("transformers", "CLIPTextModelWithProjection");
            index["tokenizer_2"] = new JsonArray("transformers", "CLIPTokenizer");
        }

        WriteText(Path.Combine(path, IndexFile), JsonConfig.Write(index));

        void SaveTokenizer(ClipTokenizer tokenizer, string part) => tokenizer.Vocabulary.WriteTo(
            Folder(part), tokenizer.MaxLength, tokenizer.Vocabulary.Tokens.First(token => token.Value == tokenizer.PadId).Key);

        void SaveModel(nn.Module module, string config, string part, string weights)
        {
            var folder = Folder(part);
            ModuleWeights.Save(module, Path.Combine(folder, weights), metadata: null, cancellationToken);
            WriteText(Path.Combine(folder, "config.json"), config);
        }

        string Folder(string part)
        {
            try
            {
                return Directory.CreateDirectory(Path.Combine(path, part)).FullName;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new RewardLabException($"{Path.Combine(path, part)}: cannot be made: {exception.Message.ReplaceLineEndings(" ")}", exception);
            }
        }

        static void WriteText(string file, string text) => AtomicFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(text + "\n")));
    }

    private static (bool? IsExtraLarge, bool ForcesZeros) ReadIndex(ModelFolder folder)
    {
        if (!folder.HasFile(IndexFile))
        {
            return (null, true);
        }

        var json = JsonConfig.Load(folder.FilePath(IndexFile));
        var className = json.Text("_class_name", ClassName);
        if (className is not (ClassName or ExtraLargeClassName))
        {
            throw json.Refused("_class_name", $"'{className}'", $"'{ClassName}' or '{ExtraLargeClassName}'");
        }

        var forcesZeros = json.Flag(ZerosKey, fallback: true);

        // Each part stands as its library and its class.
        var known = Parts.Where(entry => className == ExtraLargeClassName || !entry.Key.EndsWith(SecondPart, StringComparison.Ordinal));
        foreach (var (part, (example, isBuilt)) in known)
        {
            if (json.Texts(part, []) is [.., var name] && !isBuilt(name))
            {
                throw json.Refused(part, ShownName.From(name), $"a class that is built, such as '{example}'");
            }
        }

        json.RequireNothingElse(InertParts);
        return (className == ExtraLargeClassName, forcesZeros);
    }
}
