using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests;

/// <summary>One folder of Golden/: a model's configuration and weights, and what the reference library computes with them.</summary>
internal sealed class GoldenFixture(string name) : IDisposable
{
    /// <summary>The largest error allowed in outputs, relative to the tensor's largest value.</summary>
    public const double OutputLimit = 2e-5;

    /// <summary>The largest error allowed in gradients, relative to the tensor's largest value.</summary>
    public const double GradientLimit = 5e-4;

    private readonly Dictionary<string, double> _errors = new(StringComparer.Ordinal);

    /// <summary>The reference's inputs and outputs.</summary>
    public SafetensorsFile Values { get; } = SafetensorsFile.Open(FileOf(name, "io.safetensors"));

    public Tensor this[string key] => Values.Read(key);

    public IEnumerable<string> Keys => Values.Tensors.Keys;

    public string PathOf(string file) => FileOf(name, file);

    /// <summary>Compares a tensor with the reference's, and notes the error for the report.</summary>
    public void Check(string key, Tensor actual, double limit)
    {
        using var scope = NewDisposeScope();
        var expected = this[key].to(float64);
        actual.shape.ShouldBe(expected.shape, key);
        var error = (actual.detach().to(float64) - expected).abs().max().item<double>() / expected.abs().max().item<double>();
        _errors[key] = error;

        // Not ShouldBeLessThan: it counts NaN as less than everything.
        (error <= limit).ShouldBeTrue($"{name} {key}: error {error:e2} of the largest value, at most {limit:e0} allowed");
    }

    /// <summary>Writes the largest error of a group of tensors to the test's output.</summary>
    public void Report(string group)
    {
        var (key, error) = _errors.MaxBy(entry => entry.Value);
        TestContext.Current.TestOutputHelper!.WriteLine($"{name} {group}: largest relative error {error:e2} in {key} ({_errors.Count} tensors)");
    }

    public void Dispose() => Values.Dispose();

    private static string FileOf(string fixture, string file) => Path.Combine(AppContext.BaseDirectory, "Golden", fixture, file);
}
