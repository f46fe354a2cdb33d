using System.Globalization;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Blip2;

/// <summary>LAVIS' BLIP-2 in the two files that it is published in: the trained part, and the frozen EVA ViT-g (eva_vit_g.pth) that it looks through.</summary>
/// <remarks>Of EVA's 40 blocks BLIP-2 uses as many as the model has; the rest, its norm and its classifier are left out. Reading is thread-safe.</remarks>
public sealed class EvaWeights : IWeightSource
{
    private const string Prefix = "visual_encoder.";
    private readonly IWeightSource _trained;
    private readonly IWeightSource _eva;
    private readonly Dictionary<string, TensorInfo> _tensors;

    /// <summary>Creates one view of the trained weights and of the vision tower published beside them.</summary>
    /// <param name="trained">The trained part; closed with this view.</param>
    /// <param name="eva">EVA's ViT-g; closed with this view.</param>
    /// <param name="blockCount">Blocks that the model has.</param>
    public EvaWeights(IWeightSource trained, IWeightSource eva, int blockCount)
    {
        ArgumentNullException.ThrowIfNull(trained);
        ArgumentNullException.ThrowIfNull(eva);
        (_trained, _eva) = (trained, eva);
        _tensors = new Dictionary<string, TensorInfo>(trained.Tensors, StringComparer.Ordinal);
        foreach (var info in eva.Tensors.Values.Where(info => IsUsed(info.Name, blockCount)))
        {
            _tensors.TryAdd(Prefix + info.Name, info with { Name = Prefix + info.Name });
        }
    }

    /// <inheritdoc/>
    public string Path => _trained.Path;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorInfo> Tensors => _tensors;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata => _trained.Metadata;

    /// <inheritdoc/>
    public Tensor Read(string name, Device? device = null)
    {
        var (source, stored) = Find(name);
        return source.Read(stored, device);
    }

    /// <inheritdoc/>
    public void CopyTo(string name, Tensor destination)
    {
        var (source, stored) = Find(name);
        source.CopyTo(stored, destination);
    }

    /// <summary>Closes both files.</summary>
    public void Dispose()
    {
        _trained.Dispose();
        _eva.Dispose();
    }

    private static bool IsUsed(string name, int blockCount)
    {
        if (name.StartsWith("blocks.", StringComparison.Ordinal))
        {
            var number = name["blocks.".Length..].Split('.')[0];
            return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var block) && block < blockCount;
        }

        return name is "cls_token" or "pos_embed" || name.StartsWith("patch_embed.", StringComparison.Ordinal);
    }

    private (IWeightSource Source, string Name) Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _trained.Tensors.ContainsKey(name) || !name.StartsWith(Prefix, StringComparison.Ordinal) ? (_trained, name) : (_eva, name[Prefix.Length..]);
    }
}
