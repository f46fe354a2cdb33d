using System.Text.Json;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Tests;

/// <summary>A folder of Golden/: the cases of a loss, and what its authors' code computes of them.</summary>
internal sealed class GoldenLosses(string name) : IDisposable
{
    /// <summary>The largest error allowed in outputs, relative to the tensor's largest value.</summary>
    public const double OutputLimit = 2e-5;

    /// <summary>The largest error allowed in gradients, relative to the tensor's largest value.</summary>
    public const double GradientLimit = 5e-4;

    private readonly SafetensorsFile _values = SafetensorsFile.Open(Path.Combine(AppContext.BaseDirectory, "Golden", name, "io.safetensors"));

    public static TheoryData<string> Names(string fixture) =>
        new(Read(fixture, "cases.json").EnumerateArray().Select(one => one.GetProperty("name").GetString()!).ToArray());

    public JsonElement Case(string one) => Read(name, "cases.json").EnumerateArray().Single(entry => entry.GetProperty("name").GetString() == one);

    public static JsonElement Read(string fixture, string file) =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", fixture, file))).RootElement;

    public Tensor this[string key] => _values.Read(key);

    public double[] Numbers(string key)
    {
        using var scope = NewDisposeScope();
        return this[key].to(float64).data<double>().ToArray();
    }

    public void Check(string key, Tensor actual, double limit = OutputLimit)
    {
        using var scope = NewDisposeScope();
        var expected = this[key].to(float64).flatten();
        var given = actual.detach().to(float64).flatten();
        given.shape.ShouldBe(expected.shape, key);
        var error = (given - expected).abs().max().item<double>() / Math.Max(expected.abs().max().item<double>(), 1e-12);
        TestContext.Current.TestOutputHelper!.WriteLine($"{key}: {error:e2} of the largest value");

        // Not ShouldBeLessThan: it counts NaN as less than everything.
        (error <= limit).ShouldBeTrue($"{key}: error {error:e2} of the largest value, at most {limit:e0} allowed");
    }

    public void Dispose() => _values.Dispose();
}
