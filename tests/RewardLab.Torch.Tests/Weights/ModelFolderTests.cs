using RewardLab.Abstractions;
using RewardLab.Torch.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Weights;

public sealed class ModelFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Sub_ConfigAndWeights_AreFound()
    {
        Directory.CreateDirectory(_folder["unet"]);
        File.WriteAllText(_folder["unet/config.json"], "{}");
        Write("unet/diffusion_pytorch_model.safetensors", 1);

        var unet = ModelFolder.Open(_folder.Path).Sub("unet");

        unet.ReadConfig().ShouldBe("{}");
        unet.HasFile("config.json").ShouldBeTrue();
        ValueIn(unet).ShouldBe(1);
    }

    [Fact]
    public void OpenWeights_SeveralVariants_TakesWhatIsAskedFor()
    {
        var folder = ModelFolder.Open(_folder.Path);
        folder.HasWeights().ShouldBeFalse();
        Write("model.fp16.safetensors", 16);
        ValueIn(folder).ShouldBe(16);
        Write("shard.safetensors", 3);
        File.WriteAllText(_folder["model.safetensors.index.json"], """{"weight_map":{"x":"shard.safetensors"}}""");
        ValueIn(folder).ShouldBe(3);
        Write("model.safetensors", 1);
        ValueIn(folder).ShouldBe(1);
        ValueIn(folder, "fp16").ShouldBe(16);
        folder.HasWeights("bf16").ShouldBeFalse();
    }

    [Fact]
    public void Open_WhatIsMissing_SaysWhatIsThere()
    {
        File.WriteAllText(_folder["model.ckpt"], "");
        Directory.CreateDirectory(_folder["vae"]);
        var folder = ModelFolder.Open(_folder.Path);

        Should.Throw<RewardLabException>(() => folder.OpenWeights()).Message.ShouldSatisfyAllConditions(
            message => message.ShouldContain("model.safetensors"),
            message => message.ShouldContain("found 'model.ckpt', 'vae/'"),
            message => message.ShouldContain("convert"),
            message => message.ShouldNotContain("\n"));
        Should.Throw<RewardLabException>(() => folder.Sub("unet")).Message.ShouldContain("has no folder 'unet'; found 'model.ckpt', 'vae/'");
        Should.Throw<RewardLabException>(() => folder.ReadConfig()).Message.ShouldContain("config.json");
        Should.Throw<RewardLabException>(() => folder.Sub("vae").OpenWeights()).Message.ShouldContain("found nothing");
        Should.Throw<RewardLabException>(() => ModelFolder.Open(_folder["none"])).Message.ShouldContain("no such folder");
        Should.Throw<RewardLabException>(() => ModelFolder.Open(_folder["model.ckpt"])).Message.ShouldContain("is a file");
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("/etc")]
    [InlineData("a\\b")]
    public void Sub_NameThatReachesOut_IsRefused(string name) =>
        Should.Throw<RewardLabException>(() => ModelFolder.Open(_folder.Path).Sub(name)).Message.ShouldContain("not a plain name");

    private static float ValueIn(ModelFolder folder, string? variant = null)
    {
        using var source = folder.OpenWeights(variant);
        return source.Read("x").ToSingle();
    }

    private void Write(string file, float value) => WeightFiles.Write(_folder[file], new Dictionary<string, Tensor> { ["x"] = tensor(new[] { value }) });
}
