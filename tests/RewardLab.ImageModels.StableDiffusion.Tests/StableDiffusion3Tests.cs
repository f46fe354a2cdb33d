using System.ComponentModel;
using RewardLab.Abstractions;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Pipelines;

namespace RewardLab.ImageModels.StableDiffusion.Tests;

public sealed class StableDiffusion3Tests : IDisposable
{
    private static readonly ImageRequest[] Requests = [new("a cat", 1), new("a dog", 2), new("a cat", 3)];
    private readonly ModelOnDisk _disk = new();

    public StableDiffusion3Tests()
    {
        var golden = Golden.PathOf("sd3_pipeline", "model_index.json");
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(golden)!, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(_disk.Folder, Path.GetRelativePath(Path.GetDirectoryName(golden)!, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }

    private StableDiffusion3Options Options => new()
    {
        Model = _disk.Folder, BatchSize = 2, NumInferenceSteps = 2, Height = 32, Width = 48, MaxSequenceLength = 32,
    };

    public void Dispose() => _disk.Dispose();

    [Fact]
    public void Options_OfAnyKind_HaveTheDefaultsThatTheySay()
    {
        var options = new StableDiffusion3Options();
        foreach (var property in TypeDescriptor.GetProperties(typeof(StableDiffusion3Options)).Cast<PropertyDescriptor>())
        {
            property.Description.ShouldNotBeEmpty(property.Name);
            var value = property.GetValue(options) is System.Collections.ICollection { Count: 0 } ? null : property.GetValue(options);
            value.ShouldBe((property.Attributes[typeof(DefaultValueAttribute)] as DefaultValueAttribute)?.Value, property.Name);
        }
    }

    [Fact]
    public void Generate_PublishedFolder_GivesTheSameImagesAgainAndWhateverIsBeside()
    {
        using var model = Create(Options);
        var images = model.Generate(Requests, null, TestContext.Current.CancellationToken);
        (images.Count, images.Height, images.Width).ShouldBe((3, 32, 48));
        var last = model.Generate([Requests[2]], null, TestContext.Current.CancellationToken);
        images[2].ToArray().ShouldBe(last.Pixels.ToArray());
        model.Adapter.ShouldBeNull();
    }

    [Fact]
    public void Create_FolderOfTheOtherKind_NamesTheImageModelThatOpensIt()
    {
        Should.Throw<RewardLabException>(() => _disk.Create(new StableDiffusionOptions { Model = _disk.Folder }))
            .Message.ShouldBe($"{_disk.Folder} holds a Stable Diffusion 3; open it with image model 'stable-diffusion-3'.");
        File.Delete(Path.Combine(_disk.Folder, "model_index.json"));
        _disk.Write("unet/config.json", "{}");
        Should.Throw<RewardLabException>(() => Create(Options))
            .Message.ShouldBe($"{_disk.Folder} holds a model with a U-Net; open it with image model 'stable-diffusion'.");
    }

    [Fact]
    public void Create_MemoryOptions_GiveNearlyTheSameStates()
    {
        using var plain = Create(Options);
        using var quantized = Create(
            Options with { TextEncoder3Precision = ThirdEncoderPrecision.Int8, TextEncoder3OnCpu = true, Offload = true, VaeSlicing = true });
        quantized.Pipeline.Models.TextEncoder3!.IsQuantized.ShouldBeTrue();
        quantized.Pipeline.Places.ShouldBe(plain.Pipeline.Places with { Offloads = true, ThirdEncoderOnCpu = true });
        var difference = plain.Pipeline.EncodePrompt("a cat", 32).Hidden - quantized.Pipeline.EncodePrompt("a cat", 32).Hidden;
        difference.abs().max().item<float>().ShouldBeInRange(1e-6f, 0.2f);
        quantized.Generate(Requests, null, TestContext.Current.CancellationToken).Count.ShouldBe(3);
    }

    [Fact]
    public void Create_WithoutThirdEncoder_SaysSoOrRefuses()
    {
        Directory.Delete(Path.Combine(_disk.Folder, "text_encoder_3"), recursive: true);
        using (var model = Create(Options))
        {
            model.Pipeline.Models.TextEncoder3.ShouldBeNull();
            _disk.Lines.ShouldContain(line => line.Contains("no text_encoder_3", StringComparison.Ordinal));
            model.Generate(Requests, null, TestContext.Current.CancellationToken).Count.ShouldBe(3);
        }

        Should.Throw<RewardLabException>(() => Create(Options with { TextEncoder3 = ThirdEncoderUse.Required })).Message.ShouldContain("text_encoder_3");
        Create(Options with { TextEncoder3 = ThirdEncoderUse.None }).Dispose();
    }

    [Theory]
    [InlineData("text_encoder_2")]
    [InlineData("transformer")]
    [InlineData("scheduler")]
    public void Create_PartMissing_IsRefusedByName(string part)
    {
        Directory.Delete(Path.Combine(_disk.Folder, part), recursive: true);
        var message = Should.Throw<RewardLabException>(() => Create(Options)).Message;
        message.ShouldContain($"'{part}'");
        message.ShouldNotContain("\n");
    }

    [Theory]
    [InlineData(36, "Height is 36")]
    [InlineData(104, "at most 96")]
    public void Generate_ImpossibleSize_IsRefused(int height, string expected)
    {
        Should.Throw<RewardLabException>(() =>
        {
            using var model = Create(Options with { Height = height });
            model.Generate(Requests, null, TestContext.Current.CancellationToken);
        }).Message.ShouldContain(expected);
    }

    [Theory]
    [InlineData(LoraLayout.Diffusers)]
    [InlineData(LoraLayout.Peft)]
    public void Lora_WrittenAndRead_GeneratesTheSame(LoraLayout layout)
    {
        var path = Path.Combine(_disk.Folder, "lora");
        byte[] expected;
        using (var model = Create(Options))
        {
            var parts = new Dictionary<string, TorchSharp.torch.nn.Module> { [LoraLayerName.Transformer] = model.Pipeline.Transformer };
            using var adapter = LoraAdapter.Attach(
                parts, new LoraOptions { Targets = LoraOptions.JointAttentionTargets }, SeedStream.Create(1, "lora"));
            using (TorchSharp.torch.no_grad())
            {
                foreach (var (_, value) in adapter.Parameters)
                {
                    TorchSharp.torch.nn.init.normal_(value, 0, 0.3);
                }
            }

            expected = model.Generate(Requests, null, TestContext.Current.CancellationToken).Pixels.ToArray();
            LoraFile.Write(adapter, path, layout, TestContext.Current.CancellationToken);
        }

        using var again = Create(Options with { Lora = [new WeightedLora { Path = path }] });
        again.Generate(Requests, null, TestContext.Current.CancellationToken).Pixels.ToArray().ShouldBe(expected);
    }

    private FlowImageModel Create(StableDiffusion3Options options) => (FlowImageModel)new StableDiffusion3Factory().Create(
        (object)options,
        new ComponentContext { PluginFolder = "", CacheFolder = "", Components = null!, Logger = new LineLogger(_disk.Lines.Add), RecordedSettings = _disk });
}
