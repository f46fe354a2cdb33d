using System.Text;
using RewardLab.Abstractions;
using RewardLab.Torch.Text;
using RewardLab.Torch.Weights;

namespace RewardLab.Torch.Tests.Weights;

/// <summary>What lies where weights should after a clone without Git LFS, a download that saved a page, or one that broke off.</summary>
public sealed class MistakenWeightsTests : IDisposable
{
    private static readonly Dictionary<string, string> Contents = new(StringComparer.Ordinal)
    {
        ["is a pointer of Git LFS, not the file that it stands for; run 'git lfs pull' in its repository, or download the file itself."] =
            "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 1234567890\n",
        ["is a web page, not the file: the download saved a page (often a login or an error) in its place; download the file again by its direct link."] =
            "<!doctype html>\n<html class=\"\"><head><title>Sign in</title></head><body></body></html>",
    };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Files =>
        ["model.safetensors", "pytorch_model.bin", "model.safetensors.index.json", "config.json", "vocab.txt", "merges.txt", "tokenizer.json"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public void Open_FileThatStandsInForAnother_SaysWhatItIs(string name)
    {
        var path = _folder[name];
        File.WriteAllText(_folder["vocab.json"], "{\"a\": 0}");
        foreach (var (expected, content) in Contents)
        {
            File.WriteAllText(path, content);
            Should.Throw<RewardLabException>(() => Read(path)).Message.ShouldBe($"{path}: {expected}");
        }
    }

    [Fact]
    public void Open_CutZip_IsSaidToBeCut()
    {
        var bytes = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "pickle", "zip.pt"));
        File.WriteAllBytes(_folder["pytorch_model.bin"], bytes[..(bytes.Length / 2)]);

        Should.Throw<RewardLabException>(() => ModelFolder.Open(_folder.Path).OpenWeights()).Message
            .ShouldBe(
                $"{_folder["pytorch_model.bin"]}: is cut short: a checkpoint of torch.save is a ZIP archive, and the end of this one is not among its "
                + $"{bytes.Length / 2} bytes; download the file again.");
    }

    [Fact]
    public void Open_CutLegacyCheckpoint_IsSaidToBeCut()
    {
        var bytes = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "pickle", "legacy.pt"));
        foreach (var length in new[] { 40, 200, bytes.Length / 2, bytes.Length - 1 })
        {
            File.WriteAllBytes(_folder["pytorch_model.bin"], bytes[..length]);
            Should.Throw<RewardLabException>(() => ModelFolder.Open(_folder.Path).OpenWeights())
                .Message.ShouldContain("pytorch_model.bin: is cut short", Case.Sensitive, $"{length} bytes");
        }
    }

    [Fact]
    public void Open_CutSafetensors_IsSaidToBeCut()
    {
        var header = Encoding.UTF8.GetBytes("""{"x":{"dtype":"F32","shape":[200],"data_offsets":[0,800]}}""");
        byte[] bytes = [(byte)header.Length, 0, 0, 0, 0, 0, 0, 0, .. header, .. new byte[800]];
        File.WriteAllBytes(_folder["model.safetensors"], bytes[..^300]);
        Should.Throw<RewardLabException>(() => ModelFolder.Open(_folder.Path).OpenWeights()).Message
            .ShouldBe(
                $"{_folder["model.safetensors"]}: is cut short: tensor 'x' ends at byte 800 of the data, of which 500 are there; download the file again.");
        File.WriteAllBytes(_folder["model.safetensors"], bytes[..40]);
        Should.Throw<RewardLabException>(() => ModelFolder.Open(_folder.Path).OpenWeights()).Message.ShouldContain("the file is cut short");
    }

    private static object Read(string path) => Path.GetFileName(path) switch
    {
        "config.json" => ModelFolder.Open(Path.GetDirectoryName(path)!).ReadConfig(),
        "vocab.txt" => BertTokenizer.FromFile(path, 8),
        "merges.txt" => ClipTokenizer.FromFolder(Path.GetDirectoryName(path)!),
        "tokenizer.json" => JsonFile.Read(path),
        _ => ModelFolder.Open(Path.GetDirectoryName(path)!).OpenWeights(),
    };
}
