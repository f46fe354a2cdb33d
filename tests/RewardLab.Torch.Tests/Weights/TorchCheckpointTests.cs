using System.IO.Compression;
using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Weights;

/// <summary>Checkpoints that torch 1.13 saved, good, damaged and hostile, against the values that Python read from them.</summary>
public sealed class TorchCheckpointTests : IDisposable
{
    private static readonly string Golden = Path.Combine(AppContext.BaseDirectory, "Golden", "pickle");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("zip.pt")]
    [InlineData("legacy.pt")]
    [InlineData("nested.pt")]
    public void Read_EveryTensor_IsWhatPythonReads(string file)
    {
        using var scope = NewDisposeScope();
        using var checkpoint = TorchCheckpoint.Open(Path.Combine(Golden, file));
        using var expected = SafetensorsFile.Open(Path.Combine(Golden, "expected.safetensors"));
        using var described = JsonDocument.Parse(File.ReadAllText(Path.Combine(Golden, "tensors.json")));

        checkpoint.Tensors.Keys.Order().ShouldBe(described.RootElement.EnumerateObject().Select(t => t.Name).Order());
        foreach (var entry in described.RootElement.EnumerateObject())
        {
            var tensor = checkpoint.Read(entry.Name);
            tensor.dtype.ToString().ToLowerInvariant().ShouldBe(entry.Value[0].GetString() switch { "uint8" => "byte", var name => name }, entry.Name);
            tensor.shape.ShouldBe(entry.Value[1].EnumerateArray().Select(size => size.GetInt64()), entry.Name);
            var bytes = tensor.numel() == 0 ? [] : tensor.bytes.ToArray();
            if (entry.Name == "bool")
            {
                bytes.ShouldBe([1, 0, 1]);
                continue;
            }

            bytes.ShouldBe(tensor.numel() == 0 ? [] : expected.Read(entry.Name).bytes.ToArray(), entry.Name);
            var copy = zeros(tensor.shape, dtype: ScalarType.Float64);
            checkpoint.CopyTo(entry.Name, copy);
            copy.Equals(tensor.to_type(ScalarType.Float64)).ShouldBeTrue(entry.Name);
        }
    }

    [Theory]
    [InlineData("hostile_system.pt", "'posix.system'")]
    [InlineData("hostile_eval_legacy.pt", "'builtins.eval'")]
    public void Open_FileThatCallsSomething_IsRefusedByNameAndRunsNothing(string file, string name)
    {
        var before = Directory.GetFileSystemEntries(Environment.CurrentDirectory);
        var message = Should.Throw<RewardLabException>(() => TorchCheckpoint.Open(Path.Combine(Golden, file))).Message;
        message.ShouldContain(name);
        message.ShouldContain("refused");
        message.ShouldNotContain("\n");
        Directory.GetFileSystemEntries(Environment.CurrentDirectory).ShouldBe(before);
    }

    [Fact]
    public void Open_TruncatedFile_SaysSo() =>
        Should.Throw<RewardLabException>(() => TorchCheckpoint.Open(Path.Combine(Golden, "truncated.pt"))).Message.ShouldContain("truncated.pt");

    [Theory]
    [InlineData("legacy.pt")]
    [InlineData("zip.pt")]
    public void Open_CutAnywhere_IsRefusedInOneLine(string file)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Golden, file));
        for (var length = 0; length < bytes.Length; length += 97)
        {
            File.WriteAllBytes(_folder["cut.pt"], bytes[..length]);
            Refusal.OrNothing(() => TorchCheckpoint.Open(_folder["cut.pt"]).Dispose(), _folder["cut.pt"]).ShouldBeTrue($"{length} bytes");
        }
    }

    [Theory]
    [InlineData("legacy.pt")]
    [InlineData("zip.pt")]
    public void Open_DamagedFile_IsReadOrRefusedButNothingElse(string file)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Golden, file));
        var path = _folder["damaged.pt"];
        for (var seed = 0; seed < 300; seed++)
        {
            using var scope = NewDisposeScope();
            File.WriteAllBytes(path, Mutation.Create(bytes, seed, 1600));
            Refusal.OrNothing(
                () =>
                {
                    using var checkpoint = TorchCheckpoint.Open(path);
                    foreach (var name in checkpoint.Tensors.Keys)
                    {
                        checkpoint.Read(name);
                    }
                },
                path);
        }
    }

    [Fact]
    public void Open_CompressedEntry_IsRefusedAsABombMayBe()
    {
        var path = _folder["bomb.pt"];
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            using var entry = archive.CreateEntry("bomb/data.pkl", CompressionLevel.SmallestSize).Open();
            entry.Write(new byte[4_000_000]);
        }

        Should.Throw<RewardLabException>(() => TorchCheckpoint.Open(path)).Message.ShouldContain("compressed");
    }

    [Fact]
    public void Open_TensorLargerThanItsStorage_IsRefused()
    {
        // {"a": a float tensor of 3 x 1000000 elements with strides 1 and 0 over a storage of 3}
        var pickle =
            "\u0080\u0002}X\u0001\0\0\0actorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\nFloatStorage\n"
            + "X\u0001\0\0\00X\u0003\0\0\0cpuK\u0003tQK\0K\u0003J@B\u000f\0\u0086K\u0001K\0\u0086\u0089ccollections\nOrderedDict\n)RtRs.";
        var path = _folder["wide.pt"];
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            Write(archive, "wide/data.pkl", [.. pickle.Select(c => (byte)c)]);
            Write(archive, "wide/data/0", new byte[12]);
        }

        Should.Throw<RewardLabException>(() => TorchCheckpoint.Open(path)).Message.ShouldContain("[3, 1000000] that repeats");
    }

    [Fact]
    public void ModelFolder_WithoutSafetensors_OpensTheCheckpoint()
    {
        File.Copy(Path.Combine(Golden, "zip.pt"), _folder["pytorch_model.bin"]);
        using var weights = ModelFolder.Open(Path.GetDirectoryName(_folder["pytorch_model.bin"])!).OpenWeights();
        weights.Tensors["dense.weight"].Shape.ShouldBe([5, 7]);
    }

    private static void Write(ZipArchive archive, string name, byte[] bytes)
    {
        using var entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
        entry.Write(bytes);
    }
}
