using System.ComponentModel;
using RewardLab.Abstractions;
using RewardLab.Torch.Scoring;
using static TorchSharp.torch;

namespace RewardLab.ImageModels.StableDiffusion.Tests;

public sealed class StableDiffusionFactoryTests : IDisposable
{
    private static readonly ImageRequest[] Requests = [new("a cat", 1), new("a dog", 2), new("a cat", 3)];
    private readonly ModelOnDisk _disk = new();

    public StableDiffusionFactoryTests()
    {
        _disk.CopyGolden("vae", "vae");
        _disk.WriteTextEncoder(16);
        _disk.WriteUNet(16);
    }

    private StableDiffusionOptions Options => new() { Model = _disk.Folder, BatchSize = 2, NumInferenceSteps = 3 };

    public void Dispose() => _disk.Dispose();

    [Fact]
    public void Options_OfAnyKind_HaveTheDefaultsThatTheySay()
    {
        var options = new StableDiffusionOptions();
        foreach (var property in TypeDescriptor.GetProperties(typeof(StableDiffusionOptions)).Cast<PropertyDescriptor>())
        {
            property.Description.ShouldNotBeEmpty(property.Name);
            // attributes hold no lists
            var value = property.GetValue(options) is System.Collections.ICollection { Count: 0 } ? null : property.GetValue(options);
            value.ShouldBe((property.Attributes[typeof(DefaultValueAttribute)] as DefaultValueAttribute)?.Value, property.Name);
        }
    }

    [Fact]
    public void Create_OptionsGiven_ReachThePipeline()
    {
        using var model = _disk.Create(Options with { GuidanceScale = 3, Eta = 0.5, NegativePrompt = "blurry", Height = 32, Width = 16, VaeSlicing = true });

        model.Name.ShouldBe("stable-diffusion");
        var generation = model.Options;
        (generation.NumInferenceSteps, generation.GuidanceScale, generation.Eta, generation.NegativePrompt).ShouldBe((3, 3, 0.5, "blurry"));
        (generation.BatchSize, generation.DecodesOneByOne).ShouldBe((2, true));
        var images = model.Generate(Requests, null, TestContext.Current.CancellationToken);
        (images.Count, images.Height, images.Width).ShouldBe((3, 32, 16));
    }

    [Fact]
    public void Create_NoBatchSize_IsChosenOnce()
    {
        using var model = _disk.Create(Options with { BatchSize = 0 });

        _disk.Resolved.ShouldHaveSingleItem().ShouldStartWith("stable-diffusion: images per batch, ");
        model.Options.BatchSize.ShouldBeInRange(1, 64);
        _disk.Create(Options).Dispose();
        _disk.Resolved.Count.ShouldBe(1);
    }

    [Fact]
    public void Generate_InSlices_GivesTheSameUpToALevel()
    {
        var whole = Generate(Options);
        var sliced = Generate(Options with { AttentionSlicing = 1, VaeSlicing = true });

        whole.Zip(sliced, (x, y) => Math.Abs(x - y)).Max().ShouldBeLessThanOrEqualTo(1);
    }

    [Theory]
    [InlineData(ScoringPrecision.Bf16, ScalarType.BFloat16)]
    [InlineData(ScoringPrecision.Fp16, ScalarType.Float16)]
    public void Create_LowerPrecision_ComputesInIt(ScoringPrecision precision, ScalarType type)
    {
        using var model = _disk.Create(Options with { Precision = precision, Device = "cpu" });

        foreach (var module in new nn.Module[] { model.Pipeline.UNet, model.Pipeline.Autoencoder, model.Pipeline.TextEncoder })
        {
            module.parameters().ShouldAllBe(parameter => parameter.dtype == type);
        }

        model.Generate(Requests, null, TestContext.Current.CancellationToken).Count.ShouldBe(3);
        _disk.Lines.Count.ShouldBe(PlacementSpeed.IsSlow(new Placement(CPU, type)) ? 1 : 0);
    }

    [Fact]
    public void Create_NoSuchFolder_SaysSo() =>
        Should.Throw<RewardLabException>(() => _disk.Create(Options with { Model = _disk["nowhere"] })).Message.ShouldContain("nowhere");

    private byte[] Generate(StableDiffusionOptions options)
    {
        using var model = _disk.Create(options);
        return model.Generate(Requests, null, TestContext.Current.CancellationToken).Pixels.ToArray();
    }
}
