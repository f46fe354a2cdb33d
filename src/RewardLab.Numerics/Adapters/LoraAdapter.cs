using RewardLab.Abstractions;
using RewardLab.Numerics.Randomness;
using RewardLab.Numerics.Tensors;
using static TorchSharp.torch;
using Linear = TorchSharp.Modules.Linear;
using Parameter = TorchSharp.Modules.Parameter;

namespace RewardLab.Numerics.Adapters;

/// <summary>Low-rank adapters on the linear layers of a pipeline's parts: what fine-tuning trains, while the base stays as it is.</summary>
/// <remarks>Disposing it leaves the modules as they were before. Not thread-safe.</remarks>
public sealed class LoraAdapter : IDisposable
{
    private readonly LoraLayer[] _layers;
    private bool _isMerged;

    private LoraAdapter(LoraLayer[] layers, double scale)
    {
        _layers = layers;
        Scale = scale;
    }

    /// <summary>alpha / rank.</summary>
    public double Scale { get; }

    /// <summary>Names of the adapted layers, in the modules' order.</summary>
    public IReadOnlyList<LoraLayerName> Layers => Array.ConvertAll(_layers, static layer => layer.Name);

    /// <summary>Trainable parameters, "COMPONENT.LAYER.lora_A.weight" [rank, in] and "...lora_B.weight" [out, rank], float32.</summary>
    public IReadOnlyList<(string Name, Parameter Value)> Parameters =>
        [.. _layers.SelectMany(layer => new[] { ($"{layer.Name}.lora_A.weight", layer.Down), ($"{layer.Name}.lora_B.weight", layer.Up) })];

    /// <summary>Whether the adapter acts; switched off, the modules compute what the base computes.</summary>
    public bool IsEnabled
    {
        get => Array.TrueForAll(_layers, static layer => layer.IsEnabled);
        set => Array.ForEach(_layers, layer => layer.IsEnabled = value);
    }

    /// <summary>Whether any layer of a part is adapted.</summary>
    public bool Adapts(string component) => Array.Exists(_layers, layer => layer.Name.Component == component);

    /// <summary>Puts a fresh adapter on: A is normal with deviation 1 / rank ("gaussian" in PEFT), B is zero, so that nothing changes yet. All other parameters stop asking for gradients.</summary>
    /// <param name="components">Parts by name ("unet", "text_encoder").</param>
    /// <param name="options">Rank, alpha and targets.</param>
    /// <param name="seeds">Seeds of A: each layer has its own by name.</param>
    /// <exception cref="RewardLabException">No layer has such a name, or rank or alpha is out of range.</exception>
    public static LoraAdapter Attach(IReadOnlyDictionary<string, nn.Module> components, LoraOptions options, SeedStream seeds)
    {
        ArgumentNullException.ThrowIfNull(components);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Rank < 1 || !(options.Alpha > 0))
        {
            throw new RewardLabException($"LoRA: rank {options.Rank} and alpha {options.Alpha} are out of range; rank must be at least 1, alpha above 0.");
        }

        var linears = components.SelectMany(part => Linears(part.Key, part.Value)).Where(linear => options.Targets.Any(target => Ends(linear.Name.Path, target))).ToArray();
        foreach (var target in options.Targets.Where(target => !Array.Exists(linears, linear => Ends(linear.Name.Path, target))))
        {
            var some = components.SelectMany(part => Linears(part.Key, part.Value)).Select(linear => linear.Name.Path.Split('.')[^1]).Distinct(StringComparer.Ordinal).Take(12);
            throw new RewardLabException($"LoRA: no linear layer's name ends in '{target}'; names here end in {string.Join(", ", some)}.");
        }

        Freeze(components);
        using var scope = NewDisposeScope();
        var scale = options.Alpha / options.Rank;
        return new LoraAdapter(
            Array.ConvertAll(linears, linear =>
            {
                var down = SeededNoise.Normal([seeds.Child(linear.Name.ToString())[0]], [options.Rank, linear.Layer.weight!.shape[1]], stream: 0).squeeze(0).DividedBy(options.Rank);
                return new LoraLayer(linear.Name, linear.Layer, down, zeros(linear.Layer.weight!.shape[0], options.Rank), scale);
            }),
            scale);
    }

    /// <summary>Puts on an adapter that a file holds.</summary>
    /// <param name="components">Parts by name; a file for a part that is not among them is refused.</param>
    /// <param name="path">The file, or the folder that has it; see <see cref="LoraFile.Read"/>.</param>
    /// <exception cref="RewardLabException">The file is no adapter, or is for another base: names the first tensor that does not fit.</exception>
    public static LoraAdapter Attach(IReadOnlyDictionary<string, nn.Module> components, string path)
    {
        ArgumentNullException.ThrowIfNull(components);
        using var scope = NewDisposeScope();
        var stored = LoraFile.Read(path);
        var linears = components.SelectMany(part => Linears(part.Key, part.Value)).ToDictionary(linear => linear.Name, linear => linear.Layer);
        foreach (var matrices in stored)
        {
            RequireFit(path, matrices, linears.GetValueOrDefault(matrices.Name));
        }

        Freeze(components);
        return new LoraAdapter([.. stored.Select(matrices => new LoraLayer(matrices.Name, linears[matrices.Name], matrices.Down, matrices.Up, matrices.Scale))], stored[0].Scale);
    }

    /// <summary>Adds the adapter to the base's own weights, which is faster to compute; the parameters no longer act.</summary>
    /// <param name="weight">How much of it: 1 is all.</param>
    public void Merge(double weight = 1)
    {
        if (!_isMerged)
        {
            Array.ForEach(_layers, layer => layer.Merge(weight));
            _isMerged = true;
        }
    }

    /// <summary>Undoes <see cref="Merge"/>, bit for bit.</summary>
    public void Unmerge()
    {
        if (_isMerged)
        {
            Array.ForEach(_layers, static layer => layer.Unmerge());
            _isMerged = false;
        }
    }

    /// <summary>The matrices as they are now, sharing memory.</summary>
    public IReadOnlyList<LoraMatrices> Matrices() => Array.ConvertAll(_layers, static layer => new LoraMatrices(layer.Name, layer.Down, layer.Up, layer.Scale));

    /// <inheritdoc />
    public void Dispose() => Array.ForEach(_layers, static layer => layer.Dispose());

    private static IEnumerable<(LoraLayerName Name, Linear Layer)> Linears(string component, nn.Module module) =>
        module.named_modules().Where(entry => entry.module is Linear).Select(entry => (new LoraLayerName(component, entry.name), (Linear)entry.module));

    private static bool Ends(string path, string target) =>
        path == target || path.EndsWith("." + target, StringComparison.Ordinal);

    private static void Freeze(IReadOnlyDictionary<string, nn.Module> components)
    {
        foreach (var parameter in components.Values.SelectMany(static module => module.parameters()))
        {
            parameter.requires_grad_(requires_grad: false);
        }
    }

    private static void RequireFit(string path, LoraMatrices matrices, Linear? layer)
    {
        if (layer is null)
        {
            throw new RewardLabException($"{path}: this LoRA is for another base: the model has no linear layer '{matrices.Name}'.");
        }

        var (inputs, outputs) = (layer.weight!.shape[1], layer.weight.shape[0]);
        if (matrices.Down.shape[1] != inputs || matrices.Up.shape[0] != outputs)
        {
            throw new RewardLabException(
                $"{path}: this LoRA is for another base: '{matrices.Name}' goes from {matrices.Down.shape[1]} to {matrices.Up.shape[0]} there, the model's from {inputs} to {outputs}.");
        }
    }
}
