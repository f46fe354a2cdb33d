using System.Buffers.Binary;
using System.Text;
using RewardLab.Abstractions;
using RewardLab.Torch.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Weights;

public sealed class SafetensorsHostileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "'x'")] // data cut short
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 12, "belong to none")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "'x' begins")] // hole at the start
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[6,10]}}""", 10, "after a hole")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}""", 6, "'b' begins at byte 2")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", 4, "inside")]
    [InlineData("""{"x":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "12 bytes")]
    [InlineData("""{"x":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "'x'")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}""", 8, "'x'")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1e3],"data_offsets":[0,8]}}""", 8, "'x'")]
    [InlineData("""{"x":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "too large")]
    [InlineData("""{"x":{"dtype":"F32","shape":[0,4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "too large")]
    [InlineData("""{"x":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}}""", 8, "'x'")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "'x'")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", 8, "'x'")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8,9]}}""", 8, "'x'")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[9223372036854775800,9223372036854775807]}}""", 8, "'x'")]
    [InlineData("""{"x":{"dtype":"F8_E4M3","shape":[2],"data_offsets":[0,2]}}""", 2, "'F8_E4M3'")]
    [InlineData("""{"x":{"dtype":7,"shape":[2],"data_offsets":[0,2]}}""", 2, "'x'")]
    [InlineData("""{"x":{"dtype":"U8","shape":2,"data_offsets":[0,2]}}""", 2, "'x'")]
    [InlineData("""{"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2],"more":1}}""", 2, "'x'")]
    [InlineData("""{"x":{"dtype":"U8","dtype":"U8","shape":[2]}}""", 2, "'x'")]
    [InlineData("""{"x":null}""", 0, "'x'")]
    [InlineData("""{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"x":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2, "'x' appears twice")]
    [InlineData("""{"":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", 0, "tensor name")]
    [InlineData("""{"a\nb":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", 0, "'a\\u000ab'")]
    [InlineData("""{"\ud800":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", 0, "not valid JSON")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "'a'")]
    [InlineData("""{"__metadata__":[]}""", 0, "__metadata__")]
    [InlineData("""[]""", 0, "JSON object")]
    [InlineData(""" {}""", 0, "JSON object")]
    [InlineData("""{"x":""", 0, "not valid JSON")]
    [InlineData("", 0, "JSON object")]
    public void Open_HeaderThatLies_IsRefusedByFileAndTensor(string header, int dataBytes, string named)
    {
        var path = Write(header, dataBytes);

        var message = Should.Throw<RewardLabException>(() => SafetensorsFile.Open(path)).Message;

        message.ShouldStartWith(path);
        message.ShouldContain(named);
        message.ShouldNotContain("\n");
        File.Delete(path); // nothing keeps the file open
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 7)]
    [InlineData(9, 16)]
    [InlineData(100_000_001, 16)]
    [InlineData(long.MaxValue, 16)]
    [InlineData(-1, 16)]
    public void Open_HeaderLengthThatLies_IsRefused(long headerLength, int fileBytes)
    {
        var bytes = new byte[Math.Max(fileBytes, 8)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, headerLength);
        File.WriteAllBytes(_folder["a.safetensors"], bytes[..fileBytes]);

        Should.Throw<RewardLabException>(() => SafetensorsFile.Open(_folder["a.safetensors"])).Message.ShouldStartWith(_folder["a.safetensors"]);
    }

    [Fact]
    public void Open_MissingFileOrFolder_IsRefused()
    {
        Should.Throw<RewardLabException>(() => SafetensorsFile.Open(_folder["none.safetensors"])).Message.ShouldContain("no such file");
        Should.Throw<RewardLabException>(() => SafetensorsFile.Open(_folder.Path)).Message.ShouldStartWith(_folder.Path);
    }

    [Fact]
    public void Open_NameOfMaximumLengthAndEmptyFile_AreFine()
    {
        using (var empty = SafetensorsFile.Open(Write("{}", 0)))
        {
            empty.Tensors.ShouldBeEmpty();
        }

        var name = new string('n', 1000);
        using var file = SafetensorsFile.Open(Write($$$"""{"{{{name}}}":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}   """, 1));
        file.Tensors[name].ByteCount.ShouldBe(1);
    }

    [Fact]
    public void Read_BooleanByteOfTwo_IsRefused()
    {
        var path = Write("""{"mask":{"dtype":"BOOL","shape":[3],"data_offsets":[0,3]}}""", 3, fill: 2);
        using var file = SafetensorsFile.Open(path);

        Should.Throw<RewardLabException>(() => file.Read("mask")).Message.ShouldContain("'mask'");
        Should.Throw<RewardLabException>(() => file.Read("other")).Message.ShouldContain("'other'");
        Should.Throw<RewardLabException>(() => file.CopyTo("mask", zeros(2, dtype: ScalarType.Bool))).Message.ShouldContain("[3]");
    }

    [Fact]
    public void Open_MutatedFiles_AreReadWholeOrRefused()
    {
        var tensors = new Dictionary<string, Tensor>
        {
            ["layer.weight"] = TensorValues.Counting(12).view(3, 4),
            ["layer.bias"] = TensorValues.Counting(3).to(float16),
            ["steps"] = tensor(new long[] { 7 }),
            ["mask"] = tensor(new[] { true, false }),
        };
        WeightFiles.Write(_folder["valid.safetensors"], tensors, new Dictionary<string, string> { ["author"] = "nobody" });
        var original = File.ReadAllBytes(_folder["valid.safetensors"]);
        var headerBytes = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(original);
        var path = _folder["mutated.safetensors"];
        var refusedCount = 0;
        for (var seed = 0; seed < 1200; seed++)
        {
            var mutated = Mutation.Create(original, seed, seed % 3 == 0 ? null : headerBytes);
            if (seed % 2 == 0 && mutated.Length >= 8)
            {
                // A length that fits lets the damage through to the JSON.
                BinaryPrimitives.WriteInt64LittleEndian(mutated, Math.Clamp(headerBytes - 8 + mutated.Length - original.Length, 0, mutated.Length - 8));
            }

            File.WriteAllBytes(path, mutated);
            refusedCount += Refusal.OrNothing(() => ReadAll(path), path) ? 1 : 0;
        }

        refusedCount.ShouldBeInRange(600, 1199);
    }

    private static void ReadAll(string path)
    {
        using var scope = NewDisposeScope();
        using var file = SafetensorsFile.Open(path);
        foreach (var (name, info) in file.Tensors)
        {
            var read = file.Read(name);
            read.shape.ShouldBe([.. info.Shape]);
            read.dtype.ShouldBe(info.Type);
        }
    }

    private string Write(string header, int dataBytes, byte fill = 0)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + json.Length + dataBytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        json.CopyTo(bytes, 8);
        bytes.AsSpan(8 + json.Length).Fill(fill);
        File.WriteAllBytes(_folder["a.safetensors"], bytes);
        return _folder["a.safetensors"];
    }
}
