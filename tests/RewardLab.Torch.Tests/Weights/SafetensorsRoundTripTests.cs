using System.Buffers.Binary;
using System.Text;
using RewardLab.Abstractions;
using RewardLab.Torch.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Weights;

public sealed class SafetensorsRoundTripTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Int32)]
    [InlineData(ScalarType.Int16)]
    [InlineData(ScalarType.Int8)]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.Bool)]
    public void Write_EachType_ReadsBackTheSameBytes(ScalarType type)
    {
        var original = tensor(new float[] { 0, 1, 2.5f, 100, 7, 9 }).view(2, 3).to(type);
        WeightFiles.Write(_folder["a.safetensors"], new Dictionary<string, Tensor> { ["x"] = original });

        using var file = SafetensorsFile.Open(_folder["a.safetensors"]);
        var read = file.Read("x");

        read.dtype.ShouldBe(type);
        read.shape.ShouldBe([2, 3]);
        read.bytes.ToArray().ShouldBe(original.bytes.ToArray());
    }

    [Fact]
    public void Write_MixedTensors_LaysThemOutAsTheReferenceDoes()
    {
        var tensors = new Dictionary<string, Tensor>
        {
            ["b"] = tensor(new float[] { 1, 2 }),
            ["flag"] = tensor(new[] { true }),
            ["a"] = tensor(new float[] { 3 }),
            ["wide"] = tensor(new long[] { 5 }),
        };
        WeightFiles.Write(_folder["a.safetensors"], tensors, new Dictionary<string, string> { ["z"] = "last", ["author"] = "\u00e9\n\"" });

        var bytes = File.ReadAllBytes(_folder["a.safetensors"]);
        var headerLength = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        ((8 + headerLength) % 8).ShouldBe(0);
        Encoding.UTF8.GetString(bytes, 8, headerLength).TrimEnd(' ').ShouldBe(
            """{"__metadata__":{"author":"é\n\"","format":"pt","z":"last"},"wide":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}"""
            + ""","a":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},"b":{"dtype":"F32","shape":[2],"data_offsets":[12,"""
            + """20]},"flag":{"dtype":"BOOL","shape":[1],"data_offsets":[20,21]}}""");
        bytes.AsSpan(8 + headerLength).ToArray().ShouldBe([5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 64, 64, 0, 0, 128, 63, 0, 0, 0, 64, 1]);
        using var file = SafetensorsFile.Open(_folder["a.safetensors"]);
        file.Metadata["author"].ShouldBe("\u00e9\n\"");
    }

    [Theory]
    [InlineData("unet_sd15/diffusion_pytorch_model.safetensors")]
    [InlineData("clip_pickscore/model.safetensors")]
    public void Write_TensorsOfAFileOfTheReferenceLibrary_GivesItsBytes(string golden)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Golden", golden);
        using var original = SafetensorsFile.Open(path);

        WeightFiles.Write(_folder["copy.safetensors"], original.Tensors.Keys.ToDictionary(name => name, name => original.Read(name)), original.Metadata);

        File.ReadAllBytes(_folder["copy.safetensors"]).AsSpan().SequenceEqual(File.ReadAllBytes(path)).ShouldBeTrue();
    }

    [Fact]
    public void Write_ScalarEmptyAndStridedTensors_ReadBackEqual()
    {
        var strided = TensorValues.Counting(12).view(3, 4).t();
        var tensors = new Dictionary<string, Tensor> { ["scalar"] = TensorValues.Counting(1).view([]), ["none"] = empty(0, 3), ["strided"] = strided };
        WeightFiles.Write(_folder["a.safetensors"], tensors);

        using var file = SafetensorsFile.Open(_folder["a.safetensors"]);

        file.Read("scalar").shape.ShouldBeEmpty();
        file.Read("none").shape.ShouldBe([0, 3]);
        file.Read("strided").Equals(strided).ShouldBeTrue();
        Directory.GetFiles(_folder.Path).ShouldBe([_folder["a.safetensors"]]);
    }

    [Fact]
    public void CopyTo_OtherTypeLayoutAndGradient_ConvertsEveryPiece()
    {
        // More than one piece of 16 MiB, with a ragged end.
        const int count = (3 * 1024 * 1024) + 5;
        var original = TensorValues.Counting(count).to(float64);
        WeightFiles.Write(_folder["a.safetensors"], new Dictionary<string, Tensor> { ["x"] = original, ["m"] = original.narrow(0, 0, 6).view(2, 3) });
        using var file = SafetensorsFile.Open(_folder["a.safetensors"]);

        var converted = zeros(count, dtype: float32).requires_grad_();
        file.CopyTo("x", converted);
        var strided = zeros(3, 2, dtype: float64).t();
        file.CopyTo("m", strided);

        converted.detach().Equals(original.to(float32)).ShouldBeTrue();
        file.Read("x").Equals(original).ShouldBeTrue();
        strided.Equals(original.narrow(0, 0, 6).view(2, 3)).ShouldBeTrue();
    }

    [Fact]
    public void ReadBytes_PartOfATensor_GivesThatPart()
    {
        WeightFiles.Write(_folder["a.safetensors"], new Dictionary<string, Tensor> { ["x"] = tensor(new byte[] { 1, 2, 3, 4 }) });
        using var file = SafetensorsFile.Open(_folder["a.safetensors"]);
        var part = new byte[2];

        file.ReadBytes("x", 1, part);

        part.ShouldBe([2, 3]);
        Should.Throw<ArgumentOutOfRangeException>(() => file.ReadBytes("x", 3, part));
    }

    [Fact]
    public void Read_AfterDispose_Throws()
    {
        WeightFiles.Write(_folder["a.safetensors"], new Dictionary<string, Tensor> { ["x"] = ones(1) });
        var file = SafetensorsFile.Open(_folder["a.safetensors"]);
        file.Dispose();

        Should.Throw<ObjectDisposedException>(() => file.Read("x"));
    }

    [Fact]
    public void Write_UnsupportedTypeOrMissingFolder_RefusesInOneLineAndLeavesNothing()
    {
        var complex = new Dictionary<string, Tensor> { ["c"] = ones(2, dtype: complex64) };
        Should.Throw<RewardLabException>(() => WeightFiles.Write(_folder["a.safetensors"], complex)).Message.ShouldContain("'c'");
        var fine = new Dictionary<string, Tensor> { ["x"] = ones(2) };
        Should.Throw<RewardLabException>(() => WeightFiles.Write(_folder["no/a.safetensors"], fine)).Message.ShouldContain("cannot be written");
        Directory.GetFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void Write_Cancelled_KeepsTheOldFile()
    {
        var path = _folder["a.safetensors"];
        File.WriteAllText(path, "old");
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Should.Throw<OperationCanceledException>(() =>
            SafetensorsWriter.Write(path, new Dictionary<string, Tensor> { ["x"] = ones(2) }, cancellationToken: cancelled.Token));

        File.ReadAllText(path).ShouldBe("old");
        Directory.GetFiles(_folder.Path).Length.ShouldBe(1);
    }
}
