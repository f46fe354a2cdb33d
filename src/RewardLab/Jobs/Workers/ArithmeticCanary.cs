using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using static TorchSharp.torch;

namespace RewardLab.Jobs.Workers;

/// <summary>A small step forward and back, of what image models and rewards are made of: machines that compute it to the same bytes have one arithmetic.
/// </summary>
internal static class ArithmeticCanary
{
    private const int Images = 2;
    private const int Channels = 32;
    private const int Side = 24;
    private const int Kernel = 3;

    /// <summary>Computes it.</summary>
    /// <param name="deviceName">Such as "cpu" or "cuda:0".</param>
    /// <returns>The output and the gradients as bytes, and which kernels the processor allows.</returns>
    public static ReadOnlyMemory<byte> Compute(string deviceName)
    {
        using var scope = NewDisposeScope();
        var device = new Device(deviceName);
        var images = tensor(Numbers(Images * Channels * Side * Side, 1), [Images, Channels, Side, Side]).to(device);
        var weights = tensor(Numbers(Channels * Channels * Kernel * Kernel, 7), [Channels, Channels, Kernel, Kernel]).to(device).requires_grad_(true);
        var tokens = nn.functional.conv2d(images, weights).flatten(2).transpose(1, 2);
        var attention = nn.functional.softmax(tokens.matmul(tokens.transpose(1, 2)), -1);
        var output = attention.matmul(tokens);
        output.mul(output).mean().backward();

        // Large batches are computed by kernels of our own where there is AVX-512, which so small a step does not reach.
        return (byte[])[.. Bytes(output), .. Bytes(weights.grad!), (byte)(Avx512F.IsSupported ? 1 : 0)];
    }

    private static byte[] Bytes(Tensor values) => MemoryMarshal.AsBytes<float>(values.detach().cpu().contiguous().data<float>().ToArray()).ToArray();

    // From -0.5 to 0.5, by whole-number arithmetic, which is the same everywhere.
    private static float[] Numbers(int count, uint seed) =>
        [.. Enumerable.Range(0, count).Select(i => ((((uint)i + seed) * 2654435761u >> 8) / 16777216f) - 0.5f)];
}
