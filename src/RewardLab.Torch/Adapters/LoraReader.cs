using RewardLab.Abstractions;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Torch.Adapters;

/// <summary>Reads one file of an adapter: every tensor of it is understood and used, or the file is refused.</summary>
internal static class LoraReader
{
    /// <param name="path">The file.</param>
    /// <param name="component">The part that is meant where names begin with none.</param>
    /// <exception cref="RewardLabException">As <see cref="LoraFile.Read"/>.</exception>
    public static IReadOnlyList<LoraMatrices> Read(string path, string component)
    {
        using var file = path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase)
            ? (IWeightSource)SafetensorsFile.Open(path)
            : TorchCheckpoint.Open(path);
        var layers = new Dictionary<LoraLayerName, Dictionary<LoraTensorRole, string>>();
        foreach (var name in file.Tensors.Keys)
        {
            var parsed = LoraTensorName.Parse(name, component) ?? throw Unknown(path, name);
            if (!layers.TryGetValue(parsed.Layer, out var roles))
            {
                layers.Add(parsed.Layer, roles = []);
            }

            if (!roles.TryAdd(parsed.Role, name))
            {
                throw new RewardLabException($"{path}: {ShownName.From(roles[parsed.Role])} and {ShownName.From(name)} are the same matrix of one layer.");
            }
        }

        if (layers.Count == 0)
        {
            throw new RewardLabException($"{path}: there is no tensor in it.");
        }

        var configs = Configurations(path, file, component);
        return
        [
            .. layers.Select(layer => ReadLayer(path, file, layer.Key, layer.Value, configs.GetValueOrDefault(layer.Key.Component)))
                .OrderBy(layer => layer.Name.ToString(), StringComparer.Ordinal),
        ];
    }

    private static LoraMatrices ReadLayer(string path, IWeightSource file, LoraLayerName name, Dictionary<LoraTensorRole, string> roles, PeftLoraConfig? config)
    {
        foreach (var (role, other) in (ReadOnlySpan<(LoraTensorRole, LoraTensorRole)>)
        [
            (LoraTensorRole.Down, LoraTensorRole.Up), (LoraTensorRole.Up, LoraTensorRole.Down),
        ])
        {
            if (!roles.ContainsKey(role))
            {
                throw new RewardLabException(
                    $"{path}: layer '{name}' has {(roles.TryGetValue(other, out var there) ? ShownName.From(there) : "an alpha")}, "
                    + $"but no {(role == LoraTensorRole.Down ? "down matrix (lora_A)" : "up matrix (lora_B)")}.");
            }
        }

        var (down, up) = (file.Read(roles[LoraTensorRole.Down]), file.Read(roles[LoraTensorRole.Up]));
        var hasForm = down.dim() is 2 or 4 && up.dim() is 2 or 4 && down.numel() > 0 && up.numel() > 0;
        if (!hasForm || down.shape[0] != up.shape[1] || up.numel() != up.shape[0] * up.shape[1])
        {
            throw new RewardLabException(
                $"{path}: the matrices of '{name}' are [{string.Join(", ", down.shape)}] and [{string.Join(", ", up.shape)}]; "
                + "expected [rank, in] and [out, rank] of a linear layer, or [rank, in, height, width] and [out, rank, 1, 1] of a convolution.");
        }

        foreach (var (matrix, role) in (ReadOnlySpan<(Tensor, LoraTensorRole)>)[(down, LoraTensorRole.Down), (up, LoraTensorRole.Up)])
        {
            if (!matrix.is_floating_point() || !matrix.to_type(ScalarType.Float32).isfinite().all().item<bool>())
            {
                throw new RewardLabException(
                    $"{path}: {ShownName.From(roles[role])} holds {(matrix.is_floating_point() ? "numbers that are not finite" : "no floating-point numbers")};"
                    + " the file is damaged, or its training failed.");
            }
        }

        var rank = down.shape[0];
        var own = roles.TryGetValue(LoraTensorRole.Alpha, out var tensorName) ? Alpha(path, file, tensorName) : (double?)null;
        if (config is null)
        {
            return new LoraMatrices(name, down, up, (own ?? rank) / rank) { Alpha = own ?? rank };
        }

        var (alpha, scale) = config.Read(name.Path, rank);
        return own is null || own == alpha
            ? new LoraMatrices(name, down, up, scale) { Alpha = alpha }
            : throw new RewardLabException(FormattableString.Invariant(
                $"{path}: {ShownName.From(tensorName!)} is {own}, but the configuration says alpha {alpha} for this layer; they contradict each other."));
    }

    private static double Alpha(string path, IWeightSource file, string name)
    {
        if (file.Tensors[name].Shape.Aggregate(1L, static (product, size) => product * size) != 1)
        {
            throw new RewardLabException($"{path}: {ShownName.From(name)} is {file.Tensors[name]}; an alpha is one number.");
        }

        var alpha = file.Read(name).to_type(ScalarType.Float64).item<double>();
        return double.IsFinite(alpha) && alpha != 0
            ? alpha
            : throw new RewardLabException(
                FormattableString.Invariant($"{path}: {ShownName.From(name)} is {alpha}; an alpha is a finite number other than 0."));
    }

    // diffusers has PEFT's settings in the header, PEFT in a file beside.
    private static IReadOnlyDictionary<string, PeftLoraConfig> Configurations(string path, IWeightSource file, string component)
    {
        if (file.Metadata.TryGetValue(LoraFile.MetadataKey, out var header))
        {
            return PeftLoraConfig.FromHeader(header, path, component);
        }

        var isPeft = file.Tensors.Keys.Any(LoraTensorName.IsPeft)
            || Path.GetFileNameWithoutExtension(path) == Path.GetFileNameWithoutExtension(LoraFile.PeftName);
        var config = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, LoraFile.PeftConfigName);
        if (!isPeft)
        {
            return new Dictionary<string, PeftLoraConfig>(StringComparer.Ordinal);
        }

        if (!File.Exists(config))
        {
            throw new RewardLabException(
                $"{path}: this is PEFT's layout, whose strength stands in {LoraFile.PeftConfigName}, which is not beside it; put it there.");
        }

        var loaded = PeftLoraConfig.Load(config);
        return LoraLayerName.Components.ToDictionary(part => part, _ => loaded, StringComparer.Ordinal);
    }

    private static RewardLabException Unknown(string path, string name) => new(LoraTensorName.KindOf(name) is { } kind
        ? $"{path}: {ShownName.From(name)} belongs to {kind}, which is not supported; supported is LoRA, of linear layers and convolutions."
        : $"{path}: {ShownName.From(name)} is not a tensor of a LoRA that is understood here; "
            + "supported are the layouts of diffusers, PEFT and kohya-ss, for linear layers and convolutions.");
}
