using System.Diagnostics;
using RewardLab.Abstractions;
using RewardLab.Torch.Runtime;
using TorchSharp;

namespace RewardLab.Doctor;

/// <summary>libtorch, its threads, and every device proven by a matrix product.</summary>
internal sealed class TorchCheck(TorchRuntimeOptions options) : ICheck
{
    private const int Size = 64;

    public string Title => "libtorch";

    /// <summary>The first GPU that computed rightly; null before the check and where there is none.</summary>
    public torch.Device? Gpu { get; private set; }

    public IEnumerable<CheckLine> Examine()
    {
        var runtime = TorchRuntime.Start(options);
        yield return new CheckLine("Version", $"{runtime.Version} (TorchSharp {typeof(torch).Assembly.GetName().Version?.ToString(3)})");
        yield return new CheckLine("Folder", options.LibTorchFolder is null ? runtime.Folder : $"{runtime.Folder} (as requested)");
        yield return runtime.IsBindingPatched
            ? new CheckLine("Binding", $"patched copy for this system's older libstdc++: {runtime.BindingLibrary}", CheckStatus.Note)
            : new CheckLine("Binding", "as shipped");
        yield return new CheckLine("Threads", $"{torch.get_num_threads()} within an operation, {torch.get_num_interop_threads()} between operations");

        yield return Prove(torch.CPU);
        var gpus = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        for (var i = 0; i < gpus; i++)
        {
            var gpu = new torch.Device(DeviceType.CUDA, i);
            var line = Prove(gpu);
            Gpu ??= line.Status == CheckStatus.Good ? gpu : null;
            yield return line;
        }

        if (torch.mps_is_available())
        {
            yield return Prove(torch.MPS);
        }
        else if (gpus == 0)
        {
            yield return HasCudaPackage(runtime.Folder)
                ? new CheckLine(
                    "GPU",
                    "none that CUDA can use",
                    CheckStatus.Warning,
                    "check with 'nvidia-smi' that the driver is installed and supports this libtorch's CUDA")
                : new CheckLine("GPU", "not in this build; build with -p:Accelerator=cuda for an NVIDIA GPU", CheckStatus.Note);
        }
    }

    private static bool HasCudaPackage(string folder) => Directory.EnumerateFiles(folder, "*torch_cuda*").Any();

    private static CheckLine Prove(torch.Device device)
    {
        try
        {
            var watch = Stopwatch.StartNew();
            using var scope = torch.NewDisposeScope();
            using var noGrad = torch.no_grad();
            var left = new float[Size * Size];
            var right = new float[Size * Size];
            for (var i = 0; i < left.Length; i++)
            {
                left[i] = (i % 7) - 3;
                right[i] = (i % 11) - 5;
            }

            var product = torch.matmul(
                torch.tensor(left, [Size, Size]).to(device),
                torch.tensor(right, [Size, Size]).to(device)).cpu().data<float>().ToArray();
            return product.AsSpan().SequenceEqual(Product(left, right))
                ? new CheckLine($"Device {device}", $"{Size} x {Size} matrix product is correct, {watch.Elapsed.TotalMilliseconds:F0} ms including start-up")
                : new CheckLine($"Device {device}", "a matrix product is wrong", CheckStatus.Problem, "use another device, and report it with this output");
        }
        catch (Exception exception) when (exception is System.Runtime.InteropServices.ExternalException or InvalidOperationException)
        {
            return new CheckLine($"Device {device}", OneLine.FirstLine(exception), CheckStatus.Problem, "update the device's driver, or run on the CPU");
        }
    }

    // Small whole numbers, so that every order of summation gives the very same floats.
    private static float[] Product(float[] left, float[] right)
    {
        var product = new float[Size * Size];
        for (var row = 0; row < Size; row++)
        {
            for (var column = 0; column < Size; column++)
            {
                for (var k = 0; k < Size; k++)
                {
                    product[(row * Size) + column] += left[(row * Size) + k] * right[(k * Size) + column];
                }
            }
        }

        return product;
    }
}
