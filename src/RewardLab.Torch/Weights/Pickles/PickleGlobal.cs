using RewardLab.Torch.Tensors;

using static TorchSharp.torch;

namespace RewardLab.Torch.Weights.Pickles;

/// <summary>The names that a pickle of weights may ask for; the inert ones stand for nothing, and are never called. There is no other: what is not here is
/// refused before anything is done with it.</summary>
internal sealed record PickleGlobal(string Name, ScalarType? StorageType = null, bool IsInert = false)
{
    public static readonly PickleGlobal OrderedDictionary = new("collections.OrderedDict");
    public static readonly PickleGlobal RebuildTensor = new("torch._utils._rebuild_tensor_v2");
    public static readonly PickleGlobal RebuildParameter = new("torch._utils._rebuild_parameter");

    /// <summary>What a call of something inert gives.</summary>
    public static readonly PickleGlobal Nothing = new("nothing", IsInert: true);

    private static readonly Dictionary<string, PickleGlobal> Known = new PickleGlobal[]
    {
        OrderedDictionary,
        RebuildTensor,
        RebuildParameter,
        new("torch.DoubleStorage", ScalarType.Float64),
        new("torch.FloatStorage", ScalarType.Float32),
        new("torch.HalfStorage", ScalarType.Float16),
        new("torch.BFloat16Storage", ScalarType.BFloat16),
        new("torch.LongStorage", ScalarType.Int64),
        new("torch.IntStorage", ScalarType.Int32),
        new("torch.ShortStorage", ScalarType.Int16),
        new("torch.CharStorage", ScalarType.Int8),
        new("torch.ByteStorage", ScalarType.Byte),
        new("torch.BoolStorage", ScalarType.Bool),

        // What PyTorch Lightning notes of the training beside the weights, in Stable Diffusion's own checkpoints: names alone, a call does nothing.
        new("pytorch_lightning.callbacks.model_checkpoint.ModelCheckpoint", IsInert: true),
        new("numpy.core.multiarray.scalar", IsInert: true),
        new("numpy.dtype", IsInert: true),
        new("_codecs.encode", IsInert: true),
    }.ToDictionary(static global => global.Name, StringComparer.Ordinal);

    /// <summary>The global of a module and a name.</summary>
    /// <exception cref="InvalidDataException">It is none of those that weights need.</exception>
    public static PickleGlobal Create(string module, string name)
    {
        var full = $"{module}.{name}";
        return Known.TryGetValue(full, out var global)
            ? global
            : throw new InvalidDataException(
                $"asks for {ShownName.From(full)}, which weights do not need: it was refused, and nothing in the file was run; "
                + "take the weights as safetensors");
    }
}
