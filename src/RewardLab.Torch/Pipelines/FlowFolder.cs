using System.Collections.Frozen;
using RewardLab.Abstractions;
using RewardLab.Torch.Configuration;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Models.Sd3;
using RewardLab.Torch.Models.T5;
using RewardLab.Torch.Schedulers;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Text;
using RewardLab.Torch.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RewardLab.Torch.Pipelines;

/// <summary>A Stable Diffusion 3 or 3.5 in a folder as diffusers lays it out: tokenizer, text_encoder (three of each, the third optional), transformer, vae and
/// scheduler.</summary>
public static class FlowFolder
{
    private const string IndexFile = "model_index.json";
    private const string ClassName = "StableDiffusion3Pipeline";

    private static readonly FrozenSet<string> InertParts = FrozenSet.Create(StringComparer.Ordinal, "feature_extractor", "image_encoder");

    private static readonly Dictionary<string, string[]> Classes = new(StringComparer.Ordinal)
    {
        ["scheduler"] = [FlowSchedulerConfig.ClassName],
        ["text_encoder"] = ["CLIPTextModelWithProjection"],
        ["text_encoder_2"] = ["CLIPTextModelWithProjection"],
        ["text_encoder_3"] = ["T5EncoderModel"],
        ["tokenizer"] = ["CLIPTokenizer", "CLIPTokenizerFast"],
        ["tokenizer_2"] = ["CLIPTokenizer", "CLIPTokenizerFast"],
        ["tokenizer_3"] = ["T5TokenizerFast", "T5Tokenizer"],
        ["transformer"] = ["SD3Transformer2DModel"],
        ["vae"] = ["AutoencoderKL"],
    };

    /// <summary>Whether a folder's model_index.json says that it is a Stable Diffusion 3.</summary>
    public static bool IsOne(ModelFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return folder.HasFile(IndexFile) && JsonConfig.Load(folder.FilePath(IndexFile)).Text("_class_name", "") == ClassName;
    }

    /// <summary>Loads a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="placement">Where and in which type the models compute; the autoencoder computes in float32 where it says that float16 overflows.</param>
    /// <param name="options">T5's place and precision, and offloading.</param>
    /// <exception cref="RewardLabException">A part is missing, not supported or does not fit; names the file.</exception>
    public static FlowPipeline Load(ModelFolder folder, Placement placement, FlowLoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(placement);
        options ??= new FlowLoadOptions();
        CheckIndex(folder);
        var loaded = new List<nn.Module>();
        try
        {
            var withThird = options.ThirdEncoder != ThirdEncoderUse.None
                && (folder.HasSub("text_encoder_3") || options.ThirdEncoder == ThirdEncoderUse.Required);
            var home = options.Offloads ? CPU : placement.Device;
            var parts = new FlowPipelineParts(
                ClipTokenizer.FromFolder(folder.Sub("tokenizer").Path),
                Filled("text_encoder", path => new ClipTextModelWithProjection(ClipTextConfig.Load(path)), placement.Type, home),
                ClipTokenizer.FromFolder(folder.Sub("tokenizer_2").Path),
                Filled("text_encoder_2", path => new ClipTextModelWithProjection(ClipTextConfig.Load(path)), placement.Type, home),
                withThird ? T5Tokenizer.FromFolder(folder.Sub("tokenizer_3")) : null,
                withThird ? ThirdEncoder() : null,
                Filled("transformer", path => new Sd3Transformer(Sd3TransformerConfig.Load(path)), placement.Type, home),
                Decoder(home),
                new FlowScheduler(FlowSchedulerConfig.Load(folder.Sub("scheduler").FilePath("scheduler_config.json"))));
            return new FlowPipeline(parts, new PartPlaces(placement.Device, options.Offloads, options.ThirdEncoderOnCpu));
        }
        catch
        {
            loaded.ForEach(module => module.Dispose());
            throw;
        }

        T5EncoderModel ThirdEncoder()
        {
            var type = options.ThirdEncoderType ?? placement.Type;
            var device = options.ThirdEncoderOnCpu || options.Offloads ? CPU : placement.Device;
            var model = Made("text_encoder_3", path => new T5EncoderModel(T5EncoderConfig.Load(path) with { MadeFor = type }), type);
            using (var source = folder.Sub("text_encoder_3").OpenWeights())
            {
                model.Load(source);
            }

            if (options.QuantizesThirdEncoder)
            {
                model.Quantize();
            }

            return Placed(model, device);
        }

        AutoencoderKL Decoder(Device device)
        {
            var config = AutoencoderKLConfig.Load(folder.Sub("vae").FilePath("config.json"));
            var type = config.ForceUpcast && placement.Type == ScalarType.Float16 ? ScalarType.Float32 : placement.Type;
            return Filled("vae", _ => new AutoencoderKL(config), type, device, AutoencoderKL.CurrentName);
        }

        T Filled<T>(string part, Func<string, T> make, ScalarType type, Device device, Func<string, string?>? mapName = null)
            where T : nn.Module
        {
            var module = Made(part, make, type);
            using var source = folder.Sub(part).OpenWeights();
            ModuleWeights.Load(module, source, WeightLoadOptions.Default with { MapName = mapName });
            return Placed(module, device);
        }

        // In its type before the weights are read: the largest parts would not fit into memory in float32.
        T Made<T>(string part, Func<string, T> make, ScalarType type)
            where T : nn.Module
        {
            var module = make(folder.Sub(part).FilePath("config.json"));
            loaded.Add(module);
            module.eval();
            module.to(type);
            return module;
        }

        static T Placed<T>(T module, Device device)
            where T : nn.Module
        {
            module.to(device);
            return module;
        }
    }

    private static void CheckIndex(ModelFolder folder)
    {
        if (!folder.HasFile(IndexFile))
        {
            return;
        }

        var json = JsonConfig.Load(folder.FilePath(IndexFile));
        if (json.Text("_class_name", ClassName) is not ClassName and var className)
        {
            throw json.Refused("_class_name", ShownName.From(className), $"'{ClassName}'");
        }

        // Each part stands as its library and its class; the third encoder may be null.
        foreach (var (part, built) in Classes)
        {
            if (!json.IsListOfNulls(part) && json.Texts(part, []) is [.., var name] && !built.Contains(name))
            {
                throw json.Refused(part, ShownName.From(name), $"a class that is built, such as '{built[0]}'");
            }
        }

        json.RequireNothingElse(InertParts);
    }
}
