using RewardLab.Abstractions;
using static RewardLab.Rewards.Onnx.Tests.OnnxBytes;

namespace RewardLab.Rewards.Onnx.Tests;

/// <summary>ONNX files that keep their weights in another file, as every export above 2 GB does.</summary>
public sealed class ExternalDataTests : IDisposable
{
    private const string Data = "model.onnx_data";

    private readonly string _folder = Directory.CreateTempSubdirectory("rewardlab-onnx-").FullName;

    public ExternalDataTests() => File.WriteAllBytes(ModelPath, AddOfExternalWeight());

    private string ModelPath => Path.Combine(_folder, "model.onnx");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Open_WithItsData_Runs()
    {
        File.WriteAllBytes(Path.Combine(_folder, Data), BitConverter.GetBytes(2f));
        using var session = Open();
        session.Inputs.ShouldBe(["x"]);
        session.Outputs.ShouldBe(["y"]);
    }

    [Fact]
    public void Open_WithoutItsData_NamesTheFileThatIsMissing() =>
        Should.Throw<RewardLabException>(Open)
            .Message.ShouldBe($"{ModelPath}: keeps its weights in '{Data}', which is not beside it; download that file too, into the same folder.");

    [Fact]
    public void Open_WithAPointerForItsData_SaysSo()
    {
        File.WriteAllText(Path.Combine(_folder, Data), "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 4\n");

        var message = Should.Throw<RewardLabException>(Open).Message;
        message.ShouldStartWith($"{ModelPath}: keeps its weights in '{Data}' beside it, which is a pointer of Git LFS");
    }

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 4\n", "is a pointer of Git LFS")]
    [InlineData("<!DOCTYPE html>\n<title>Sign in</title>", "is a web page")]
    public void Open_FileThatStandsInForAModel_IsNamed(string content, string expected)
    {
        File.WriteAllText(ModelPath, content);
        Should.Throw<RewardLabException>(Open).Message.ShouldStartWith($"{ModelPath}: {expected}");
    }

    private OnnxSession Open() => OnnxSession.Open(ModelPath, OnnxProvider.Cpu, 0, _ => { });

    // y = x + w, by onnx.proto's field numbers; w is in another file.
    private static byte[] AddOfExternalWeight()
    {
        byte[] weight =
        [
            .. Number(1, 1), .. Number(2, 1), .. Text(8, "w"),
            .. Message(13, [.. Text(1, "location"), .. Text(2, Data)]),
            .. Number(14, 1),
        ];
        return Model([Node("Add", ["x", "w"], ["y"])], [Tensor("x", ElementFloat, 1)], [Tensor("y", ElementFloat, 1)], weight);
    }
}
