using static TorchSharp.torch;

namespace RewardLab.Torch.Runtime;

/// <summary>How the processor's matrix products add up.</summary>
/// <remarks>
/// By default MKL splits a sum by the number of rows and of threads, so that the last bits of an image's score depend on how many images are beside it (in a
/// product of 3072 columns, from eight images of ViT-B/32 on). In its strict mode a row's result depends on that row alone.
/// Without MKL, as on ARM, the variable has no effect.
/// </remarks>
internal static class MatrixProducts
{
    private const string Variable = "MKL_CBWR";
    private const int Parts = 13;

    private static readonly Lazy<bool> Trial = new(static () => Agrees(rows: 10, columns: 512, results: 2048) && Agrees(rows: 50, columns: 3072, results: 768));

    /// <summary>Makes rows independent of each other, unless the user has chosen a mode. Call it before libtorch is loaded.</summary>
    public static void KeepRowsIndependent()
    {
        if (Environment.GetEnvironmentVariable(Variable) is null)
        {
            NativeEnvironment.Set(Variable, "AUTO,STRICT");
        }
    }

    /// <summary>Whether a row's result depends on that row alone on this processor: tried once, by products of the shapes that differed by default.
    /// </summary>
    public static bool AreRowsIndependent => Trial.Value;

    private static bool Agrees(int rows, int columns, int results)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var (weights, inputs) = (Values(results * columns).view(results, columns), Values(Parts * rows * columns).view(Parts, rows, columns));
        var together = inputs.view(Parts * rows, columns).matmul(weights.t()).view(Parts, rows, results);
        for (var part = 0; part < Parts; part++)
        {
            if (!inputs[part].matmul(weights.t()).equal(together[part]).all().item<bool>())
            {
                return false;
            }
        }

        return true;
    }

    // Without the generator, whose state is the run's.
    private static Tensor Values(int count)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = MathF.Sin(i * 0.731f);
        }

        return tensor(values);
    }
}
