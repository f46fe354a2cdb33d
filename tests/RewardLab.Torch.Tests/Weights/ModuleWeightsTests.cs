using RewardLab.Abstractions;
using RewardLab.Torch.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Weights;

public sealed class ModuleWeightsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void SaveThenLoad_OtherModuleOfTheSameShape_BecomesEqual()
    {
        using var first = new Sample(seed: 1);
        using var second = new Sample(seed: 2);
        var path = _folder["model.safetensors"];
        ModuleWeights.Save(first, path, new Dictionary<string, string> { ["epoch"] = "3" }, TestContext.Current.CancellationToken);

        using var file = SafetensorsFile.Open(path);
        ModuleWeights.Load(second, file);

        file.Metadata.ShouldContainKeyAndValue("epoch", "3");
        file.Tensors.Keys.Order(StringComparer.Ordinal).ShouldBe(["inner.bias", "inner.weight", "norm.bias", "norm.weight", "steps"]);
        foreach (var (name, value) in first.state_dict())
        {
            second.state_dict()[name].Equals(value).ShouldBeTrue(name);
        }

        second.inner.weight!.requires_grad.ShouldBeTrue();
        Should.NotThrow(() => second.call(ones(1, 3)));
    }

    [Fact]
    public void Load_HalfPrecisionFile_ConvertsToTheModulesType()
    {
        using var module = new Sample(seed: 1);
        var stored = module.state_dict().ToDictionary(
            entry => entry.Key, entry => entry.Value.is_floating_point() ? entry.Value.detach().to(float16) : entry.Value);
        var expected = stored["inner.weight"].to(float32);
        using var file = Written(stored);

        ModuleWeights.Load(module, file);

        module.inner.weight!.dtype.ShouldBe(ScalarType.Float32);
        module.inner.weight.detach().Equals(expected).ShouldBeTrue();
    }

    [Fact]
    public void Load_MissingExtraAndMisshapen_NamesEveryoneAndChangesNothing()
    {
        using var module = new Sample(seed: 1);
        var before = module.norm.weight!.detach().clone();
        var stored = module.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone());
        stored.Remove("inner.bias");
        stored["inner.weight"] = ones(5, 3);
        stored["norm.weight"] = zeros(2);
        stored["steps"] = ones(1);
        stored["stranger"] = ones(1);
        stored["text.position_ids"] = ones(1);
        using var file = Written(stored);

        var message = Should.Throw<RewardLabException>(() => ModuleWeights.Load(module, file)).Message;

        message.ShouldContain("1 missing ('inner.bias')");
        message.ShouldContain("1 not of this model ('stranger')");
        message.ShouldContain("'inner.weight' is F32 [5, 3], expected F32 [2, 3]");
        message.ShouldContain("'steps' is F32 [1], expected I64 [1]");
        message.ShouldNotContain("position_ids");
        message.ShouldNotContain("\n");
        module.norm.weight!.detach().Equals(before).ShouldBeTrue();
    }

    [Theory]
    [InlineData("inner.bias", "renamed", "1 missing ('inner.bias'), 1 not of this model ('renamed')")]
    [InlineData("inner.bias", null, "1 missing ('inner.bias');")]
    [InlineData(null, "stranger", "1 not of this model ('stranger');")]
    public void Load_OneFaultAlone_IsEnoughToRefuse(string? removed, string? added, string expected)
    {
        using var module = new Sample(seed: 1);
        var stored = new Dictionary<string, Tensor>(module.state_dict(), StringComparer.Ordinal);
        stored.Remove(removed ?? "");
        if (added is not null)
        {
            stored[added] = ones(1);
        }

        using var file = Written(stored);

        Should.Throw<RewardLabException>(() => ModuleWeights.Load(module, file)).Message.ShouldContain(expected);
    }

    [Fact]
    public void Load_OneWrongShapeAlone_IsEnoughToRefuse()
    {
        using var module = new Sample(seed: 1);
        using var file = Written(new Dictionary<string, Tensor>(module.state_dict(), StringComparer.Ordinal) { ["norm.bias"] = ones(1, 2) });

        Should.Throw<RewardLabException>(() => ModuleWeights.Load(module, file))
            .Message.ShouldContain("1 of another shape or kind ('norm.bias' is F32 [1, 2], expected F32 [2])");
    }

    [Fact]
    public void Load_WithMappingAndOptions_FollowsThem()
    {
        using var module = new Sample(seed: 1);
        using var other = new Sample(seed: 2);
        var stored = module.state_dict().ToDictionary(entry => "model." + entry.Key, entry => entry.Value);
        stored.Remove("model.norm.bias");
        stored["model.head.weight"] = ones(1);
        stored["optimizer"] = ones(1);
        using var file = Written(stored);

        ModuleWeights.Load(other, file, new WeightLoadOptions
        {
            MapName = name => name.StartsWith("model.", StringComparison.Ordinal) ? name["model.".Length..] : null,
            Ignorable = ["model.head.*"],
            Optional = ["*.bias"],
        });

        other.inner.weight!.Equals(module.inner.weight!).ShouldBeTrue();
    }

    [Fact]
    public void Load_TwoStoredTensorsForOneName_NamesBoth()
    {
        using var module = new Sample(seed: 1);
        using var file = Written(module.state_dict());

        var message = Should.Throw<RewardLabException>(() => ModuleWeights.Load(module, file, new WeightLoadOptions { MapName = _ => "steps" })).Message;

        message.ShouldContain("both meant for 'steps'");
    }

    private SafetensorsFile Written(IReadOnlyDictionary<string, Tensor> tensors)
    {
        WeightFiles.Write(_folder["model.safetensors"], tensors);
        return SafetensorsFile.Open(_folder["model.safetensors"]);
    }

#pragma warning disable SA1401, CA1051, IDE1006 // torch finds parts by field and calls them by the field's name
    private sealed class Sample : nn.Module<Tensor, Tensor>
    {
        public readonly TorchSharp.Modules.Linear inner;
        public readonly TorchSharp.Modules.LayerNorm norm;

        public Sample(int seed)
            : base(nameof(Sample))
        {
            inner = nn.Linear(3, 2);
            norm = nn.LayerNorm(2);
            register_buffer("steps", tensor(new long[] { seed }));
            register_buffer("cache", ones(7), persistent: false);
            RegisterComponents();
            using var ungraded = no_grad();
            inner.weight!.copy_(TensorValues.Counting(6).view(2, 3).mul(tensor((float)seed)));
        }

        public override Tensor forward(Tensor input) => norm.call(inner.call(input));
    }
}
