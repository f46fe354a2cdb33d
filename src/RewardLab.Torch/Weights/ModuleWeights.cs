using System.IO.Enumeration;
using RewardLab.Abstractions;
using RewardLab.Torch.Tensors;
using static TorchSharp.torch;

namespace RewardLab.Torch.Weights;

/// <summary>Moves parameters and persistent buffers between modules and files.</summary>
public static class ModuleWeights
{
    /// <summary>Fills a module, all or nothing: every name and shape is checked before the first value is copied.</summary>
    /// <param name="module">Its tensors keep their type and device; stored values are converted.</param>
    /// <param name="source">The stored tensors.</param>
    /// <param name="options">Name mapping and exceptions from strictness; strict when null.</param>
    /// <exception cref="RewardLabException">Tensors are missing, superfluous, or of another shape or kind; the message names them.</exception>
    public static void Load(nn.Module module, IWeightSource source, WeightLoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(source);
        options ??= WeightLoadOptions.Default;
        using var scope = NewDisposeScope();
        var targets = module.state_dict();
        var sources = MapNames(source, options);
        var missing = targets.Keys.Where(name => !sources.ContainsKey(name) && !Matches(name, options.Optional)).ToArray();
        var extra = sources
            .Where(entry => !targets.ContainsKey(entry.Key) && !Matches(entry.Value.Name, options.Ignorable))
            .Select(entry => entry.Value.Name)
            .ToArray();
        var misfits = sources
            .Where(entry => targets.TryGetValue(entry.Key, out var target) && !Fits(entry.Value, target))
            .Select(entry => $"{ShownName.From(entry.Value.Name)} is {entry.Value}, expected {Describe(targets[entry.Key])}")
            .ToArray();
        if (missing.Length + extra.Length + misfits.Length > 0)
        {
            throw Mismatch(source.Path, missing, extra, misfits);
        }

        foreach (var (name, info) in sources)
        {
            if (targets.TryGetValue(name, out var target))
            {
                source.CopyTo(info.Name, target);
            }
        }
    }

    /// <summary>Writes a module's parameters and persistent buffers, under their own names and in their own types.</summary>
    /// <param name="module">The module.</param>
    /// <param name="path">The safetensors file; it appears whole or not at all.</param>
    /// <param name="metadata">Text to store beside the tensors.</param>
    /// <param name="cancellationToken">Ends the writing; nothing is left behind.</param>
    /// <exception cref="RewardLabException">The file cannot be written.</exception>
    public static void Save(nn.Module module, string path, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(module);
        SafetensorsWriter.Write(path, module.state_dict(), metadata, cancellationToken);
    }

    private static Dictionary<string, TensorInfo> MapNames(IWeightSource source, WeightLoadOptions options)
    {
        var mapped = new Dictionary<string, TensorInfo>(StringComparer.Ordinal);
        foreach (var info in source.Tensors.Values)
        {
            var name = options.MapName is null ? info.Name : options.MapName(info.Name);
            if (name is not null && !mapped.TryAdd(name, info))
            {
                throw new RewardLabException(
                    $"{source.Path}: tensors {ShownName.From(mapped[name].Name)} and {ShownName.From(info.Name)} are both meant for {ShownName.From(name)}.");
            }
        }

        return mapped;
    }

    private static RewardLabException Mismatch(string path, string[] missing, string[] extra, string[] misfits)
    {
        var parts = new List<string>();
        if (missing.Length > 0)
        {
            parts.Add($"{missing.Length} missing ({ShownName.List(missing)})");
        }

        if (extra.Length > 0)
        {
            parts.Add($"{extra.Length} not of this model ({ShownName.List(extra)})");
        }

        if (misfits.Length > 0)
        {
            var more = misfits.Length > 3 ? $" and {misfits.Length - 3} more" : "";
            parts.Add($"{misfits.Length} of another shape or kind ({string.Join("; ", misfits.Take(3))}{more})");
        }

        return new RewardLabException($"{path}: its tensors do not fit the model: {string.Join(", ", parts)}; check that the config belongs to the weights.");
    }

    private static bool Matches(string name, IReadOnlyList<string> patterns) =>
        patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false));

    private static bool Fits(TensorInfo info, Tensor target) =>
        target.shape.AsSpan().SequenceEqual(info.Shape.AsSpan())
        && (target.dtype == info.Type || (Kind(target.dtype) == Kind(info.Type)));

    // Values move freely between floating-point types and between whole-number types, never from one kind to the other.
    private static int Kind(ScalarType type) => SafetensorsTypes.IsFloatingPoint(type) ? 0 : type == ScalarType.Bool ? 1 : 2;

    private static string Describe(Tensor tensor) => $"{SafetensorsTypes.NameOf(tensor.dtype)} [{string.Join(", ", tensor.shape)}]";
}
