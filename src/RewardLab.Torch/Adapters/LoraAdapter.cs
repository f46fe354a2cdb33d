using System.Security.Cryptography;
using System.Text;
using RewardLab.Abstractions;
using RewardLab.Torch.Models;
using RewardLab.Torch.Randomness;
using RewardLab.Torch.Tensors;
using static TorchSharp.torch;
using Linear = TorchSharp.Modules.Linear;
using Parameter = TorchSharp.Modules.Parameter;

namespace RewardLab.Torch.Adapters;

/// <summary>Low-rank adapters on the linear layers and convolutions of a pipeline's parts: what fine-tuning trains, while the base stays as it is.</summary>
/// <remarks>Disposing it leaves the modules as they were before. Not thread-safe.</remarks>
public sealed class LoraAdapter : IDisposable
{
    private readonly LoraLayer[] _layers;
    private readonly LoraAdapter? _before;
    private bool _isMerged;

    private LoraAdapter(LoraLayer[] layers, IReadOnlyList<string> sources, LoraAdapter? before = null)
    {
        _layers = layers;
        Sources = sources;
        _before = before;
        before?.Suspend(isSuspended: true);
    }

    /// <summary>The files that it was read from, one line each with ranks, alphas and weight; empty for a fresh one.</summary>
    public IReadOnlyList<string> Sources { get; }

    /// <summary>Names of the adapted layers, in the modules' order.</summary>
    public IReadOnlyList<LoraLayerName> Layers => Array.ConvertAll(_layers, static layer => layer.Name);

    /// <summary>Trainable parameters, "COMPONENT.LAYER.lora_A.weight" [rank, in] and "...lora_B.weight" [out, rank], float32.</summary>
    public IReadOnlyList<(string Name, Parameter Value)> Parameters =>
        [.. _layers.Where(static layer => layer.Down is not null)
            .SelectMany(static layer => new[] { ($"{layer.Name}.lora_A.weight", layer.Down!), ($"{layer.Name}.lora_B.weight", layer.Up!) })];

    /// <summary>Whether what is trained acts; switched off, the modules compute what they did before.</summary>
    public bool IsEnabled
    {
        get => Array.TrueForAll(_layers, static layer => layer.IsEnabled);
        set => Array.ForEach(_layers, layer => layer.IsEnabled = value);
    }

    /// <summary>Switches off on this thread, until disposed, what is trained by any adapter.</summary>
    internal static IDisposable DisableOnThread() => LoraLayer.DisableOnThread();

    /// <summary>Whether any layer of a part is trained.</summary>
    public bool Trains(string component) => Array.Exists(_layers, layer => layer.Name.Component == component && layer.Down is not null);

    /// <summary>Whether what is trained began from the matrices of the adapter that was there before, and stands in its place; otherwise it is added to
    /// it.</summary>
    public bool ContinuesBefore => _before is not null && !Array.Exists(_layers, static layer => layer.Stacks || layer.Down is null);

    /// <summary>The largest rank of what it adds to a layer.</summary>
    public long Rank
    {
        get
        {
            using var scope = NewDisposeScope();
            return Matrices().Max(static layer => layer.Rank);
        }
    }

    /// <summary>Puts a fresh adapter on: A is normal with deviation 1 / rank ("gaussian" in PEFT), B is zero, so that nothing changes yet.
    /// All other parameters stop asking for gradients.</summary>
    /// <param name="components">Parts by name ("unet", "text_encoder").</param>
    /// <param name="options">Rank, alpha and targets.</param>
    /// <param name="seeds">Seeds of A: each layer has its own by name.</param>
    /// <param name="before">
    /// The adapter that is on these modules already; it is suspended as long as this one lives, and this one does what it did. Of one file with the same
    /// layers and ranks, its matrices are where training begins; of others, they stay as they are and the fresh matrices are added to them. Either way
    /// <see cref="Matrices"/> holds all that acts.
    /// </param>
    /// <exception cref="RewardLabException">No layer has such a name, or rank or alpha is out of range.</exception>
    public static LoraAdapter Attach(IReadOnlyDictionary<string, nn.Module> components, LoraOptions options, SeedStream seeds, LoraAdapter? before = null)
    {
        ArgumentNullException.ThrowIfNull(components);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Rank < 1 || !(options.Alpha > 0))
        {
            throw new RewardLabException($"LoRA: rank {options.Rank} and alpha {options.Alpha} are out of range; rank must be at least 1, alpha above 0.");
        }

        var linears = new LoraTargets(components).Layers.Where(static layer => layer.Value is Linear).ToArray();
        var targets = linears.Where(linear => options.Targets.Any(target => Ends(linear.Key.Path, target))).ToArray();
        foreach (var target in options.Targets.Where(target => !Array.Exists(targets, linear => Ends(linear.Key.Path, target))))
        {
            var some = linears.Select(static linear => linear.Key.Path.Split('.')[^1]).Distinct(StringComparer.Ordinal).Take(12);
            throw new RewardLabException($"LoRA: no linear layer's name ends in '{target}'; names here end in {string.Join(", ", some)}.");
        }

        components.Values.Freeze();
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var scale = options.Alpha / options.Rank;
        var frozen = before?._layers.ToDictionary(static layer => layer.Name, static layer => layer) ?? new Dictionary<LoraLayerName, LoraLayer>();
        var continues = before?.Sources.Count == 1 && frozen.Count == targets.Length
            && Array.TrueForAll(targets, target => frozen.TryGetValue(target.Key, out var layer) && layer.Matrices().Rank == options.Rank);
        var layers = Array.ConvertAll(targets, target =>
        {
            var (name, layer) = target;
            var weight = LoraTargets.WeightOf(layer);
            var acting = frozen.Remove(name, out var known) ? Folded(known) : ((Tensor, Tensor)?)null;
            var start = continues
                ? new LoraMatrices(name, acting!.Value.Item1, scale == 1 ? acting.Value.Item2 : acting.Value.Item2.Div(scale), scale)
                : new LoraMatrices(
                    name,
                    SeededNoise.Normal([seeds.Child(name.ToString())[0]], [options.Rank, weight.shape[1]], stream: 0).squeeze(0).Div(options.Rank),
                    zeros(weight.shape[0], options.Rank),
                    scale);
            return new LoraLayer(name, layer, start, acting, stacks: !continues);
        });
        return new LoraAdapter(
            [.. layers, .. frozen.Values.Select(static known => new LoraLayer(known.Name, known.Base, trained: null, Folded(known)))],
            before?.Sources ?? [],
            before);
    }

    /// <summary>Puts on an adapter that a file holds; it can be trained further.</summary>
    /// <param name="components">Parts by name; a file for a part that is not among them is refused.</param>
    /// <param name="path">The file, or the folder that has it; see <see cref="LoraFile.Read"/>.</param>
    /// <exception cref="RewardLabException">The file is not an adapter, or is for another base: names the first tensor that does not fit.</exception>
    public static LoraAdapter Attach(IReadOnlyDictionary<string, nn.Module> components, string path)
    {
        ArgumentNullException.ThrowIfNull(components);
        using var scope = NewDisposeScope();
        var targets = new LoraTargets(components);
        var stored = Fitted(targets, path);
        components.Values.Freeze();
        return new LoraAdapter(
            [.. stored.Select(matrices => new LoraLayer(matrices.Name, targets.Layers[matrices.Name], matrices))],
            [LoraSummary.Format(path, stored, weight: 1)]);
    }

    /// <summary>Puts on several files' adapters at once, each with its weight: what they add is added up, layer by layer. Nothing of them is trained.</summary>
    /// <param name="components">Parts by name; a file for a part that is not among them is refused.</param>
    /// <param name="files">At least one file; see <see cref="LoraFile.Read"/>.</param>
    /// <exception cref="RewardLabException">A file is not an adapter, or is for another base: names the first tensor that does not fit; or a weight is not
    /// finite.</exception>
    public static LoraAdapter Attach(IReadOnlyDictionary<string, nn.Module> components, IReadOnlyList<WeightedLora> files)
    {
        ArgumentNullException.ThrowIfNull(components);
        ArgumentNullException.ThrowIfNull(files);
        if (files.Count == 0)
        {
            throw new ArgumentException("At least one file is needed.", nameof(files));
        }

        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var targets = new LoraTargets(components);
        var sources = new List<string>();
        var all = new Dictionary<LoraLayerName, List<(Tensor Down, Tensor Up)>>();
        foreach (var file in files)
        {
            if (!double.IsFinite(file.Weight))
            {
                throw new RewardLabException($"{file.Path}: the weight of this LoRA is {file.Weight}; it must be a finite number.");
            }

            var stored = Fitted(targets, file.Path);
            sources.Add(LoraSummary.Format(file.Path, stored, file.Weight));
            foreach (var layer in stored)
            {
                var strength = layer.Scale * file.Weight;
                var up = layer.Up.to_type(ScalarType.Float32);
                if (!all.TryGetValue(layer.Name, out var pairs))
                {
                    all.Add(layer.Name, pairs = []);
                }

                pairs.Add((layer.Down.to_type(ScalarType.Float32), strength == 1 ? up : up.Mul(strength)));
            }
        }

        components.Values.Freeze();
        var order = targets.Order;
        return new LoraAdapter(
            [.. all.OrderBy(layer => order[layer.Key])
                .Select(layer => new LoraLayer(layer.Key, targets.Layers[layer.Key], trained: null, Stacked(layer.Value)))],
            sources);
    }

    /// <summary>Adds the adapter to the base's own weights, which is faster to compute; the parameters no longer act. Of weights in 16 bits, part of what it
    /// adds is lost by rounding.</summary>
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

    /// <summary>All that acts, as it is now, in the caller's dispose scope: trained matrices share memory where nothing is beside them.</summary>
    public IReadOnlyList<LoraMatrices> Matrices() => Array.ConvertAll(_layers, static layer => layer.Matrices());

    /// <summary>SHA-256 of the matrices that act, in hexadecimal digits.</summary>
    public string Hash()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var layer in Matrices())
        {
            hash.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{layer.Name} {layer.Scale:R}\n")));
            hash.AppendData(layer.Down.detach().contiguous().cpu().bytes);
            hash.AppendData(layer.Up.detach().contiguous().cpu().bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Array.ForEach(_layers, static layer => layer.Dispose());
        _before?.Suspend(isSuspended: false);
    }

    private static LoraMatrices[] Fitted(LoraTargets targets, string path)
    {
        var order = targets.Order;
        LoraMatrices[] fitted = [.. LoraFile.Read(path).Select(matrices => targets.Fit(path, matrices)).OrderBy(matrices => order[matrices.Name])];
        return fitted.CountBy(static matrices => matrices.Name).FirstOrDefault(static layer => layer.Value > 1) is { Key: { } twice }
            ? throw new RewardLabException($"{path}: has matrices for '{twice}' under two names.")
            : fitted;
    }

    private static (Tensor Down, Tensor Up) Stacked(List<(Tensor Down, Tensor Up)> pairs) => pairs is [var only]
        ? only
        : (cat([.. pairs.Select(static pair => pair.Down)], 0), cat([.. pairs.Select(static pair => pair.Up)], 1));

    private static (Tensor Down, Tensor Up) Folded(LoraLayer layer)
    {
        var now = layer.Matrices();
        return (now.Down, now.Scale == 1 ? now.Up : now.Up.Mul(now.Scale));
    }

    private static bool Ends(string path, string target) =>
        path == target || path.EndsWith("." + target, StringComparison.Ordinal);

    private void Suspend(bool isSuspended) => Array.ForEach(_layers, layer => layer.IsSuspended = isSuspended);
}
