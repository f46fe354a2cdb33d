using System.Runtime.InteropServices;
using RewardLab.Abstractions;
using RewardLab.Torch.Adapters;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Trajectories;

/// <summary>What is trained of an adapter, as bytes: 32-bit floats in the parameters' order.</summary>
internal static class AdapterWeights
{
    public static ReadOnlyMemory<byte> Write(LoraAdapter adapter)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var stream = new MemoryStream();
        foreach (var (_, value) in adapter.Parameters)
        {
            stream.Write(value.detach().cpu().contiguous().bytes);
        }

        return stream.GetBuffer().AsMemory(0, (int)stream.Length);
    }

    /// <exception cref="RewardLabException">They are another adapter's.</exception>
    public static void Read(ReadOnlyMemory<byte> bytes, LoraAdapter adapter)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var values = MemoryMarshal.Cast<byte, float>(bytes.Span);
        if (values.Length != adapter.Parameters.Sum(parameter => parameter.Value.numel()))
        {
            throw new RewardLabException("A unit's weights are of another adapter than its model and options give. The worker's build or model may differ.");
        }

        var start = 0;
        foreach (var (_, value) in adapter.Parameters)
        {
            var count = (int)value.numel();
            value.copy_(tensor(values.Slice(start, count).ToArray()).view(value.shape));
            start += count;
        }
    }
}
