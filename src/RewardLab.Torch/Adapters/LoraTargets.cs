using RewardLab.Abstractions;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RewardLab.Torch.Adapters;

/// <summary>The layers of a pipeline's parts that adapters can be put on: linear layers and convolutions, by the names that files may have for them.</summary>
internal sealed class LoraTargets
{
    private readonly Dictionary<LoraLayerName, nn.Module<Tensor, Tensor>> _layers = [];
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _flatNames = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, nn.Module> _components;

    public LoraTargets(IReadOnlyDictionary<string, nn.Module> components)
    {
        _components = components;
        foreach (var (component, module) in components)
        {
            foreach (var (path, layer) in module.named_modules())
            {
                if (layer is Linear or Conv2d)
                {
                    _layers.Add(new LoraLayerName(component, path), (nn.Module<Tensor, Tensor>)layer);
                }
            }
        }
    }

    /// <summary>Linear layers and convolutions in the modules' order.</summary>
    public IReadOnlyDictionary<LoraLayerName, nn.Module<Tensor, Tensor>> Layers => _layers;

    /// <summary>Names of all layers, "COMPONENT.LAYER", to their place in the modules' order.</summary>
    public IReadOnlyDictionary<LoraLayerName, int> Order => _layers.Keys.Index().ToDictionary(entry => entry.Item, entry => entry.Index);

    /// <summary>Matrices of a file as a model's layer has them: under its name, in the shape of its weight.</summary>
    /// <exception cref="RewardLabException">The model has no such layer, or one of another shape.</exception>
    public LoraMatrices Fit(string path, LoraMatrices stored)
    {
        if (Find(stored.Name) is not { } name)
        {
            throw new RewardLabException(_components.ContainsKey(stored.Name.Component)
                ? $"{path}: this LoRA is for another base: the model has no linear layer or convolution '{stored.Name}'."
                : $"{path}: this LoRA is for another base: it adapts '{stored.Name}', but the model has no "
                    + $"{stored.Name.Component}{(stored.Name.Component == LoraLayerName.TextEncoder2 ? ", as Stable Diffusion XL has" : "")}.");
        }

        var shape = WeightOf(_layers[name]).shape;
        var (down, up) = (stored.Down, stored.Up);
        if (shape.Length == 4 && down.dim() == 2 && shape[2] == 1 && shape[3] == 1)
        {
            down = down.view(down.shape[0], down.shape[1], 1, 1); // a convolution of 1 x 1 is a matrix, and files have it as either
        }
        else if (shape.Length == 2 && down.dim() == 4 && down.shape[2] == 1 && down.shape[3] == 1)
        {
            down = down.flatten(1);
        }

        up = up.dim() == down.dim() ? up : down.dim() == 4 ? up.view(up.shape[0], up.shape[1], 1, 1) : up.flatten(1);
        return up.shape[0] == shape[0] && down.shape.AsSpan(1).SequenceEqual(shape.AsSpan(1))
            ? new LoraMatrices(name, down, up, stored.Scale) { Alpha = stored.Alpha }
            : throw new RewardLabException(
                $"{path}: this LoRA is for another base: '{name}' goes from {Words(down.shape.AsSpan(1))} to {up.shape[0]} there, "
                + $"the model's from {Words(shape.AsSpan(1))} to {shape[0]}.");
    }

    /// <summary>A layer's weight.</summary>
    public static Tensor WeightOf(nn.Module<Tensor, Tensor> layer) => layer is Linear linear ? linear.weight! : ((Conv2d)layer).weight!;

    private static string Words(ReadOnlySpan<long> inputs) => inputs.Length == 1 ? $"{inputs[0]}" : $"{inputs[0]} x {inputs[1]} x {inputs[2]}";

    private LoraLayerName? Find(LoraLayerName stored)
    {
        // Files that name no part mean the denoiser, which is a transformer here.
        if (stored.Component == LoraLayerName.UNet && !_components.ContainsKey(LoraLayerName.UNet) && _components.ContainsKey(LoraLayerName.Transformer))
        {
            stored = stored with { Component = LoraLayerName.Transformer };
        }

        if (_layers.ContainsKey(stored))
        {
            return stored;
        }

        if (!_flatNames.TryGetValue(stored.Component, out var flat))
        {
            _flatNames.Add(
                stored.Component, flat = KohyaNames.Map([.. _layers.Keys.Where(name => name.Component == stored.Component).Select(name => name.Path)]));
        }

        // transformers 5 leaves the first name of a text encoder's layers out.
        var name = KohyaNames.Flat(stored.Path);
        return flat.TryGetValue(name, out var path) || flat.TryGetValue("text_model_" + name, out path) ? new LoraLayerName(stored.Component, path) : null;
    }
}
