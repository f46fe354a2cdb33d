using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.ImageModels.StableDiffusion.Tests;

/// <summary>The reference library's models and what it computes with them.</summary>
internal static class Golden
{
    /// <summary>The largest error allowed in outputs, relative to the tensor's largest value.</summary>
    private const double OutputLimit = 2e-5;

    public static string PathOf(string fixture, string file) => Path.Combine(AppContext.BaseDirectory, "Golden", fixture, file);

    public static SafetensorsFile Values(string fixture) => SafetensorsFile.Open(PathOf(fixture, "io.safetensors"));

    /// <summary>The tensors of a weights file, in the caller's scope.</summary>
    public static Dictionary<string, Tensor> Weights(string fixture, string file)
    {
        using var source = SafetensorsFile.Open(PathOf(fixture, file));
        return source.Tensors.Keys.ToDictionary(name => name, name => source.Read(name), StringComparer.Ordinal);
    }

    public static void Check(this SafetensorsFile values, string key, Tensor actual)
    {
        using var scope = NewDisposeScope();
        var expected = values.Read(key).to(float64);
        actual.shape.ShouldBe(expected.shape, key);
        var error = (actual.detach().to(float64) - expected).abs().max().item<double>() / expected.abs().max().item<double>();
        TestContext.Current.TestOutputHelper!.WriteLine($"{key}: {error:e2} of the largest value");

        // Not ShouldBeLessThan: it counts NaN as less than everything.
        (error <= OutputLimit).ShouldBeTrue($"{key}: error {error:e2} of the largest value");
    }
}
