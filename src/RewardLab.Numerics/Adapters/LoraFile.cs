using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using RewardLab.Abstractions;
using RewardLab.Numerics.Configuration;
using RewardLab.Numerics.Tensors;
using RewardLab.Numerics.Weights;
using static TorchSharp.torch;

namespace RewardLab.Numerics.Adapters;

/// <summary>Adapters on disk, in diffusers' layout and in PEFT's.</summary>
public static class LoraFile
{
    /// <summary>diffusers' file.</summary>
    public const string DiffusersName = "pytorch_lora_weights.safetensors";

    /// <summary>PEFT's file, beside <see cref="PeftConfigName"/>.</summary>
    public const string PeftName = "adapter_model.safetensors";

    /// <summary>PEFT's settings.</summary>
    public const string PeftConfigName = "adapter_config.json";

    /// <summary>Reads every layer's matrices; tensors live in the caller's dispose scope.</summary>
    /// <param name="path">A safetensors file or a torch checkpoint in either layout, or a folder: diffusers' file in it, PEFT's two files in it, or PEFT's two in a folder for each part ("unet", "text_encoder").</param>
    /// <exception cref="RewardLabException">There is no adapter, a matrix is missing, or ranks contradict each other; names the tensor.</exception>
    public static IReadOnlyList<LoraMatrices> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Directory.Exists(path))
        {
            return File.Exists(path) ? ReadFile(path, LoraLayerName.UNet) : throw new RewardLabException($"'{path}': there is no LoRA; name a .safetensors file, or a folder that has {DiffusersName} or {PeftName}.");
        }

        foreach (var name in (string[])[DiffusersName, Path.ChangeExtension(DiffusersName, ".bin"), PeftName, Path.ChangeExtension(PeftName, ".bin")])
        {
            if (File.Exists(Path.Combine(path, name)))
            {
                return ReadFile(Path.Combine(path, name), Path.GetFileName(Path.TrimEndingDirectorySeparator(path)) == LoraLayerName.TextEncoder ? LoraLayerName.TextEncoder : LoraLayerName.UNet);
            }
        }

        LoraMatrices[] parts =
        [
            .. new[] { LoraLayerName.UNet, LoraLayerName.TextEncoder }.Where(part => File.Exists(Path.Combine(path, part, PeftName))).SelectMany(part => ReadFile(Path.Combine(path, part, PeftName), part)),
        ];
        return parts.Length > 0 ? parts : throw new RewardLabException($"'{path}': there is no LoRA in this folder; it needs {DiffusersName}, or {PeftName} with {PeftConfigName}.");
    }

    /// <summary>Writes an adapter into a folder, each file whole or not at all.</summary>
    /// <param name="adapter">The adapter.</param>
    /// <param name="folder">Made where it is missing.</param>
    /// <param name="layout">Names of files and tensors.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <exception cref="RewardLabException">A file cannot be written.</exception>
    public static void Write(LoraAdapter adapter, string folder, LoraLayout layout = LoraLayout.Diffusers, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        if (layout == LoraLayout.Diffusers)
        {
            SafetensorsWriter.Write(Path.Combine(Made(folder), DiffusersName), Diffusers(adapter.Matrices()), metadata: null, cancellationToken);
            return;
        }

        foreach (var part in adapter.Matrices().GroupBy(matrices => matrices.Name.Component, StringComparer.Ordinal))
        {
            var inside = Made(Path.Combine(folder, part.Key));
            var tensors = part.SelectMany(m => new[] { ($"base_model.model.{m.Name.Path}.lora_A.weight", m.Down), ($"base_model.model.{m.Name.Path}.lora_B.weight", m.Up) }).ToDictionary(t => t.Item1, t => t.Item2, StringComparer.Ordinal);
            SafetensorsWriter.Write(Path.Combine(inside, PeftName), tensors, metadata: null, cancellationToken);
            AtomicFile.Write(Path.Combine(inside, PeftConfigName), stream => stream.Write(Encoding.UTF8.GetBytes(PeftConfig([.. part]) + "\n")));
        }
    }

    private static Dictionary<string, Tensor> Diffusers(IReadOnlyList<LoraMatrices> layers)
    {
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var layer in layers)
        {
            var infix = layer.Name.Component == LoraLayerName.TextEncoder ? "lora_linear_layer" : "lora";
            tensors[$"{layer.Name}.{infix}.down.weight"] = layer.Down;
            tensors[$"{layer.Name}.{infix}.up.weight"] = layer.Scale == 1 ? layer.Up : layer.Up.Times(layer.Scale);
        }

        return tensors;
    }

    private static string PeftConfig(LoraMatrices[] layers)
    {
        var rank = layers[0].Down.shape[0];
        return JsonConfig.Write(new JsonObject
        {
            ["peft_type"] = "LORA",
            ["r"] = rank,
            ["lora_alpha"] = layers[0].Scale * rank,
            ["target_modules"] = new JsonArray([.. layers.Select(layer => (JsonNode)layer.Name.Path)]),
            ["lora_dropout"] = 0.0,
            ["bias"] = "none",
            ["init_lora_weights"] = "gaussian",
            ["fan_in_fan_out"] = false,
            ["inference_mode"] = true,
            ["task_type"] = null,
            ["base_model_name_or_path"] = null,
        });
    }

    private static LoraMatrices[] ReadFile(string path, string component)
    {
        using var file = path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) ? (IWeightSource)SafetensorsFile.Open(path) : TorchCheckpoint.Open(path);
        var layers = new Dictionary<LoraLayerName, Dictionary<LoraTensorRole, string>>();
        foreach (var name in file.Tensors.Keys)
        {
            var parsed = LoraTensorName.Parse(name, component) ?? throw new RewardLabException($"{path}: {ShownName.Of(name)} is no tensor of a LoRA that is understood here; supported are the layouts of diffusers and of PEFT, for linear layers.");
            if (!layers.TryGetValue(parsed.Layer, out var roles))
            {
                layers.Add(parsed.Layer, roles = []);
            }

            if (!roles.TryAdd(parsed.Role, name))
            {
                throw new RewardLabException($"{path}: {ShownName.Of(roles[parsed.Role])} and {ShownName.Of(name)} are the same matrix of one layer.");
            }
        }

        if (layers.Count == 0)
        {
            throw new RewardLabException($"{path}: there is no tensor in it.");
        }

        var scale = PeftScale(path);
        return [.. layers.Select(layer => Of(path, file, layer.Key, layer.Value, scale)).OrderBy(layer => layer.Name.ToString(), StringComparer.Ordinal)];
    }

    private static LoraMatrices Of(string path, IWeightSource file, LoraLayerName name, Dictionary<LoraTensorRole, string> roles, double? scale)
    {
        foreach (var role in (LoraTensorRole[])[LoraTensorRole.Down, LoraTensorRole.Up])
        {
            if (!roles.ContainsKey(role))
            {
                throw new RewardLabException($"{path}: layer '{name}' has no {role.ToString().ToLowerInvariant()} matrix.");
            }
        }

        var (down, up) = (file.Read(roles[LoraTensorRole.Down]), file.Read(roles[LoraTensorRole.Up]));
        if (down.dim() != 2 || up.dim() != 2 || down.shape[0] != up.shape[1] || down.shape[0] < 1)
        {
            throw new RewardLabException($"{path}: the matrices of '{name}' are [{string.Join(", ", down.shape)}] and [{string.Join(", ", up.shape)}]; expected [rank, in] and [out, rank] of a linear layer.");
        }

        var alpha = roles.TryGetValue(LoraTensorRole.Alpha, out var stored) ? file.Read(stored).to_type(ScalarType.Float64).item<double>() / down.shape[0] : (double?)null;
        return new LoraMatrices(name, down, up, alpha ?? scale ?? 1);
    }

    private static double? PeftScale(string path)
    {
        var config = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, PeftConfigName);
        if (Path.GetFileNameWithoutExtension(path) != Path.GetFileNameWithoutExtension(PeftName) || !File.Exists(config))
        {
            return null;
        }

        var json = JsonConfig.Load(config);
        var (rank, alpha) = (json.Integer("r", 0), json.Number("lora_alpha", 0));
        return rank > 0 && alpha > 0 ? alpha / rank : throw json.Refused("r, lora_alpha", string.Create(CultureInfo.InvariantCulture, $"{rank}, {alpha}"), "both above 0");
    }

    private static string Made(string folder)
    {
        try
        {
            return Directory.CreateDirectory(folder).FullName;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RewardLabException($"{folder}: cannot be made: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }
}
