using RewardLab.Abstractions;
using static TorchSharp.torch;

namespace RewardLab.Torch.Adapters;

/// <summary>Adapters on disk, in the layouts of diffusers, of PEFT and of kohya-ss.</summary>
public static class LoraFile
{
    /// <summary>File name of a LoRA in diffusers' layout.</summary>
    public const string DiffusersName = "pytorch_lora_weights.safetensors";

    /// <summary>PEFT's file, beside <see cref="PeftConfigName"/>.</summary>
    public const string PeftName = "adapter_model.safetensors";

    /// <summary>File name of the settings of a LoRA in PEFT's layout.</summary>
    public const string PeftConfigName = "adapter_config.json";

    /// <summary>The name under which a file in kohya's layout is written; any name is read.</summary>
    public const string KohyaName = "lora.safetensors";

    /// <summary>Where diffusers keeps PEFT's settings in a file's header.</summary>
    internal const string MetadataKey = "lora_adapter_metadata";

    private static readonly string[] DiffusersNames = [DiffusersName, Path.ChangeExtension(DiffusersName, ".bin")];
    private static readonly string[] PeftNames = [PeftName, Path.ChangeExtension(PeftName, ".bin")];

    /// <summary>Reads every layer's matrices, at the strength that the file says; tensors live in the caller's dispose scope.</summary>
    /// <param name="path">
    /// A safetensors file or a torch checkpoint in any of the layouts, or a folder: diffusers' file in it, PEFT's two files in it, PEFT's two in a folder for
    /// each part ("unet", "text_encoder"), or one safetensors file of any name.
    /// </param>
    /// <returns>Layers under the names that the file has for them: kohya's have underscores in place of dots.</returns>
    /// <remarks>
    /// The strength is alpha / rank of each layer, alpha being the layer's own tensor, or what diffusers' header or PEFT's configuration says; where nothing
    /// says one, as in files of diffusers and in some of kohya's, it is the rank.
    /// </remarks>
    /// <exception cref="RewardLabException">
    /// There is no adapter; a tensor is none of a LoRA, is missing, or holds numbers that are not finite; ranks contradict each other; or the configuration
    /// asks for what is not supported: names file and tensor or key.
    /// </exception>
    public static IReadOnlyList<LoraMatrices> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Directory.Exists(path))
        {
            return File.Exists(path)
                ? LoraReader.Read(path, LoraLayerName.UNet)
                : throw new RewardLabException($"'{path}': there is no LoRA; name a .safetensors file, or a folder that has {DiffusersName} or {PeftName}.");
        }

        foreach (var name in (string[])[.. DiffusersNames, .. PeftNames])
        {
            if (File.Exists(Path.Combine(path, name)))
            {
                var folder = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
                return LoraReader.Read(Path.Combine(path, name), LoraLayerName.Components.Contains(folder) ? folder : LoraLayerName.UNet);
            }
        }

        var parts = LoraLayerName.Components.Select(part => (Part: part, File: Array.Find(PeftNames, name => File.Exists(Path.Combine(path, part, name)))))
            .Where(static part => part.File is not null)
            .ToArray();
        if (parts.Length > 0)
        {
            return [.. parts.SelectMany(part => LoraReader.Read(Path.Combine(path, part.Part, part.File!), part.Part))];
        }

        string[] others = [.. Directory.EnumerateFiles(path, "*.safetensors").Order(StringComparer.Ordinal)];
        return others switch
        {
            [var only] => LoraReader.Read(only, LoraLayerName.UNet),
            [] => throw new RewardLabException(
                $"'{path}': there is no LoRA in this folder; it needs {DiffusersName}, {PeftName} with {PeftConfigName}, or one .safetensors file."),
            _ => throw new RewardLabException(
                $"'{path}': this folder has {others.Length} .safetensors files; name the one that is meant: "
                + $"{string.Join(", ", others.Take(5).Select(Path.GetFileName))}."),
        };
    }

    /// <summary>Writes an adapter into a folder, each file whole or not at all.</summary>
    /// <param name="adapter">The adapter; all that acts is written.</param>
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
        LoraWriter.Write(adapter.Matrices(), folder, layout, cancellationToken);
    }

    /// <summary>Writes an adapter again in another layout; the numbers stay as they are.</summary>
    /// <param name="source">A file or folder that <see cref="Read"/> understands, whose names have dots: in the layout of diffusers or of PEFT.</param>
    /// <param name="folder">Made where it is missing.</param>
    /// <param name="layout">Names of files and tensors.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <exception cref="RewardLabException">The source cannot be read, has kohya's names, or a file cannot be written.</exception>
    public static void Convert(string source, string folder, LoraLayout layout, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var layers = Read(source);
        if (layout != LoraLayout.Kohya && layers.FirstOrDefault(static layer => KohyaNames.IsFlat(layer.Name.Path)) is { } flat)
        {
            throw new RewardLabException(
                $"{source}: names of layers as kohya-ss flattens them ('{flat.Name}') can be put into another layout only with the model at hand.");
        }

        LoraWriter.Write(layers, folder, layout, cancellationToken);
    }
}
