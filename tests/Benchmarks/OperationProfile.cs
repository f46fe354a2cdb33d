using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Pipelines;
using static TorchSharp.torch;

namespace RewardLab.Benchmarks;

/// <summary>Where the time of a U-Net's step goes, forward and backward, operation by operation, in processor time of one thread, as a share of the rate at
/// which it multiplies matrices.</summary>
internal static class OperationProfile
{
    private const int Turns = 10;
    private const double MinShare = 0.005;

    public static void Run(TextWriter output)
    {
        set_num_threads(1); // the time of one thread says all then, and other programs disturb it little
        var rate = MatrixRate.Measure(ProcessorTime.OfThread);
        output.WriteLine(Invariant($"matrix products of 1024 x 1024 in float32, {get_num_threads()} threads: {rate / 1e9:F0} GFLOP/s"));
        using (var pipeline = TextToImagePipeline.Load(ToyboxWeights.Folder("diffusion")))
        {
            Profile(output, "Toybox, 32 latents of 16 x 16 guided", pipeline.UNet, [64, 4, 16, 16], pipeline.EncodePrompt("two cats").shape[1], rate);
        }

        using var quarter = new UNet2DConditionModel(QuarterWidth);
        Profile(output, "SD 2.1's layout at quarter width, one latent of 32 x 32 guided", quarter, [2, 4, 32, 32], 77, rate);
    }

    /// <summary>Stable Diffusion 2.1's U-Net with a quarter of its channels.</summary>
    public static UNet2DConditionConfig QuarterWidth { get; } = new()
    {
        BlockOutChannels = [80, 160, 320, 320],
        AttentionHeadDim = [5, 10, 20, 20],
        CrossAttentionDim = 256,
        NormNumGroups = 16,
        UseLinearProjection = true,
        SampleSize = 32,
    };

    private static void Profile(TextWriter output, string title, UNet2DConditionModel unet, long[] shape, long tokens, double rate)
    {
        using var scope = NewDisposeScope();
        foreach (var parameter in unet.parameters())
        {
            parameter.requires_grad = false;
        }

        var (latents, states) = (randn(shape), randn(shape[0], tokens, unet.Config.CrossAttentionDim));
        var times = tensor(Enumerable.Repeat(500L, (int)shape[0]).ToArray());
        var work = UNetWork.Count(unet, latents.narrow(0, 0, 1), states.narrow(0, 0, 1));
        using var adapter = LoraAdapter.Attach(
            new Dictionary<string, nn.Module>(StringComparer.Ordinal) { [LoraLayerName.UNet] = unet }, new LoraOptions(), SeedStream.Create(1, "profile"));
        Table(output, $"{title}: forward, without gradients", rate, shape[0] * work.Total, () =>
        {
            using var inner = NewDisposeScope();
            using var ungraded = no_grad();
            unet.call(latents, times, states);
        });
        Table(output, $"{title}: forward and backward", rate, 2 * shape[0] * work.Total, () =>
        {
            using var inner = NewDisposeScope();
            unet.call(latents, times, states).sum().backward();
        });
        output.WriteLine(
            Invariant($"a forward pass of one latent: convolutions {work.Convolution / 1e6:F0}, linear layers {work.Linear / 1e6:F0}, ")
            + Invariant($"attention {work.Attention / 1e6:F0} MFLOP"));
    }

    private static void Table(TextWriter output, string title, double rate, double work, Action step)
    {
        step();
        step();
        var times = new List<double>();
        using var recorder = new OperationRecorder();
        for (var turn = 0; turn < Turns; turn++)
        {
            var began = ProcessorTime.OfThread();
            step();
            times.Add((ProcessorTime.OfThread() - began) / 1e9);
        }

        var whole = times.Sum() / Turns;
        var median = times.Order().ElementAt(Turns / 2);
        output.WriteLine(Invariant(
            $"{title}: {1e3 * whole:F1} ms (median {1e3 * median:F1}), {work / 1e9:F2} GFLOP, {100 * work / median / rate:F0}% of the matrix rate"));
        var inside = 0.0;
        foreach (var (name, (seconds, calls)) in recorder.Operations.OrderByDescending(entry => entry.Value.Seconds))
        {
            inside += seconds / Turns;
            if (seconds / Turns > MinShare * whole)
            {
                output.WriteLine(Invariant($"  {name,-50} {calls / Turns,5} calls {1e3 * seconds / Turns,8:F2} ms {100 * seconds / Turns / whole,5:F1}%"));
            }
        }

        const string Rest = "outside of operations: wrappers, scopes";
        output.WriteLine(Invariant($"  {Rest,-50} {"",11} {1e3 * (whole - inside),8:F2} ms {100 * (whole - inside) / whole,5:F1}%"));
    }

    private static string Invariant(FormattableString line) => line.ToString(CultureInfo.InvariantCulture);
}
