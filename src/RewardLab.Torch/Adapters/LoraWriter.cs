using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using RewardLab.Abstractions;
using RewardLab.Torch.Configuration;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Torch.Adapters;

/// <summary>Writes adapters in each of the layouts. The caller sees to gradients and to a dispose scope.</summary>
internal static partial class LoraWriter
{
    /// <exception cref="RewardLabException">A file cannot be written.</exception>
    public static void Write(IReadOnlyList<LoraMatrices> layers, string folder, LoraLayout layout, CancellationToken cancellationToken)
    {
        switch (layout)
        {
            case LoraLayout.Diffusers:
                SafetensorsWriter.Write(Path.Combine(Made(folder), LoraFile.DiffusersName), Diffusers(layers), metadata: null, cancellationToken);
                break;
            case LoraLayout.Kohya:
                SafetensorsWriter.Write(Path.Combine(Made(folder), LoraFile.KohyaName), Kohya(layers), KohyaMetadata(layers), cancellationToken);
                break;
            default:
                foreach (var part in layers.GroupBy(static layer => layer.Name.Component, StringComparer.Ordinal))
                {
                    var inside = Made(Path.Combine(folder, part.Key));
                    SafetensorsWriter.Write(Path.Combine(inside, LoraFile.PeftName), Peft(part), metadata: null, cancellationToken);
                    AtomicFile.Write(
                        Path.Combine(inside, LoraFile.PeftConfigName), stream => stream.Write(Encoding.UTF8.GetBytes(PeftConfig([.. part]) + "\n")));
                }

                break;
        }
    }

    private static Dictionary<string, Tensor> Diffusers(IReadOnlyList<LoraMatrices> layers)
    {
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var layer in layers)
        {
            // Transformers came when files had PEFT's names already.
            var (down, up) = layer.Name.Component switch
            {
                LoraLayerName.UNet => ("lora.down", "lora.up"),
                LoraLayerName.Transformer => ("lora_A", "lora_B"),
                _ => ("lora_linear_layer.down", "lora_linear_layer.up"),
            };
            tensors[$"{layer.Name}.{down}.weight"] = layer.Down;
            tensors[$"{layer.Name}.{up}.weight"] = layer.Scale == 1 ? layer.Up : layer.Up.Mul(layer.Scale);
        }

        return tensors;
    }

    private static Dictionary<string, Tensor> Kohya(IReadOnlyList<LoraMatrices> layers)
    {
        if (layers.Any(static layer => layer.Name.Component == LoraLayerName.Transformer))
        {
            throw new RewardLabException("A LoRA of Stable Diffusion 3 is not written under kohya's names; choose diffusers' or PEFT's layout.");
        }

        var isExtraLarge = IsExtraLarge(layers);
        var layersPerBlock = KohyaNames.LayersPerBlock(layers.Select(static layer => layer.Name.Path), fallback: 2);
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var layer in layers)
        {
            var name = KohyaNames.Prefix(layer.Name.Component, isExtraLarge) + (isExtraLarge && layer.Name.Component == LoraLayerName.UNet
                ? KohyaNames.FlatOriginal(layer.Name.Path, layersPerBlock)
                : KohyaNames.Flat(layer.Name.Path));
            tensors[$"{name}.lora_down.weight"] = layer.Down;
            tensors[$"{name}.lora_up.weight"] = layer.Up;
            tensors[$"{name}.alpha"] = tensor((float)(layer.Scale * layer.Rank), ScalarType.Float32);
        }

        return tensors;
    }

    private static Dictionary<string, string> KohyaMetadata(IReadOnlyList<LoraMatrices> layers)
    {
        var (rank, alpha) = (Majority(layers, static layer => layer.Rank), Majority(layers, static layer => layer.Scale * layer.Rank));
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ss_network_module"] = "networks.lora",
            ["ss_network_dim"] = rank.ToString(CultureInfo.InvariantCulture),
            ["ss_network_alpha"] = alpha.ToString(CultureInfo.InvariantCulture),
        };
        if (IsExtraLarge(layers))
        {
            metadata["ss_base_model_version"] = "sdxl_base_v1-0";
        }

        return metadata;
    }

    // Only Stable Diffusion XL has transformers of more than one block, a second text encoder and added conditions.
    private static bool IsExtraLarge(IReadOnlyList<LoraMatrices> layers) => layers.Any(static layer =>
        layer.Name.Component == LoraLayerName.TextEncoder2
        || layer.Name.Path.StartsWith("add_embedding.", StringComparison.Ordinal)
        || DeepTransformer().IsMatch(layer.Name.Path));

    [GeneratedRegex(@"\.transformer_blocks\.[1-9]", RegexOptions.None, 1000)]
    private static partial Regex DeepTransformer();

    private static Dictionary<string, Tensor> Peft(IEnumerable<LoraMatrices> part) => part
        .SelectMany(static layer => new[]
        {
            ($"base_model.model.{layer.Name.Path}.lora_A.weight", layer.Down),
            ($"base_model.model.{layer.Name.Path}.lora_B.weight", layer.Up),
        })
        .ToDictionary(static tensor => tensor.Item1, static tensor => tensor.Item2, StringComparer.Ordinal);

    private static string PeftConfig(LoraMatrices[] layers)
    {
        var (rank, alpha) = (Majority(layers, static layer => layer.Rank), Majority(layers, static layer => layer.Scale * layer.Rank));
        return JsonConfig.Write(new JsonObject
        {
            ["peft_type"] = "LORA",
            ["r"] = rank,
            ["lora_alpha"] = alpha,
            ["rank_pattern"] = Others(layers, layer => layer.Rank == rank ? null : JsonValue.Create(layer.Rank)),
            ["alpha_pattern"] = Others(layers, layer => layer.Scale * layer.Rank == alpha ? null : JsonValue.Create(layer.Scale * layer.Rank)),
            ["target_modules"] = new JsonArray([.. layers.Select(static layer => (JsonNode)layer.Name.Path)]),
            ["lora_dropout"] = 0.0,
            ["bias"] = "none",
            ["init_lora_weights"] = "gaussian",
            ["fan_in_fan_out"] = false,
            ["use_rslora"] = false,
            ["inference_mode"] = true,
            ["task_type"] = null,
            ["base_model_name_or_path"] = null,
        });
    }

    // Whole names are patterns of themselves, and the first that matches counts: so longer names, which may end in shorter ones, come first.
    private static JsonObject Others(LoraMatrices[] layers, Func<LoraMatrices, JsonValue?> value) => new(layers
        .Select(layer => KeyValuePair.Create(layer.Name.Path, (JsonNode?)value(layer)))
        .Where(static entry => entry.Value is not null)
        .OrderByDescending(static entry => entry.Key.Length).ThenBy(static entry => entry.Key, StringComparer.Ordinal));

    private static T Majority<T>(IEnumerable<LoraMatrices> layers, Func<LoraMatrices, T> value)
        where T : notnull => layers.CountBy(value).MaxBy(static entry => entry.Value).Key;

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
