using RewardLab.Abstractions;
using RewardLab.Runs.Images;
using RewardLab.Tests.Checkpoints;
using RewardLab.Torch.Runtime;

namespace RewardLab.Tests.Journeys;

/// <summary>Nothing leaves this machine that its user did not ask for: neither by this program nor by the libraries that it carries.</summary>
public sealed class NetworkTests : IDisposable
{
    // A network of its own, for documentation alone: nobody is there (RFC 5737).
    private const string Nobody = "192.0.2.1";

    private readonly Workplace _place = new();
    private readonly NetworkTrace _trace;

    public NetworkTests()
    {
        _trace = new NetworkTrace(_place["trace.txt"]);
        _place.Environment["TMPDIR"] = Directory.CreateDirectory(_place["tmp"]).FullName;
        for (var i = 0; i < 4; i++)
        {
            using var file = File.Create(_place[$"{i}.png"]);
            ImageFiles.WritePng(file, new ImageBatch([.. Enumerable.Range(0, 64 * 64 * 3).Select(j => (byte)(i * j))], 1, 64, 64), 0);
        }
    }

    public static TheoryData<string> Commands =>
    [
        "doctor",
        "--plain",
        "models list",
        "plugins list",
        "recipes list",
        "runs list",
        "score --reward onnx --set onnx.model=tower --images *.png --prompt ball",
        "score --reward toybox-clip --reward toybox-truth --textnorm rules --images *.png --prompt three_cats",
        "prompts build prompts.txt --out set.json --generator rules",
        "prompts show --generator auto three_cats",
        "run tiny.csx",
        "run mine.yaml --set optimizer.pool=4",
        "bench run b --reward toybox-clip",
    ];

    public void Dispose() => _place.Dispose();

    [Theory]
    [MemberData(nameof(Commands))]
    public void Command_NotAskedToConnect_OpensNoConnectionAndLeavesNoTelemetry(string command)
    {
        Assert.SkipWhen(NetworkTrace.Obstacle is not null, NetworkTrace.Obstacle ?? "");
        Prepare();

        var outcome = _place.Run(_trace, [.. command.Split(' ').Select(word => word.Replace('_', ' '))]);

        outcome.ExitCode.ShouldBe(0, outcome.Output + outcome.Error);
        _trace.Addresses.ShouldBeEmpty();
        Leftovers.ShouldBeEmpty();
    }

    [Fact]
    public void Editor_NotAskedToConnect_OpensNoConnectionAndLeavesNoTelemetry()
    {
        Assert.SkipWhen(NetworkTrace.Obstacle is not null, NetworkTrace.Obstacle ?? "");
        Assert.SkipUnless(TmuxScreen.IsHere, "there is no tmux on this machine");
        using var screen = TmuxScreen.Traced(_place, _trace, $"TMPDIR={_place["tmp"]}");

        screen.CloseWelcome().Press("C-q").WaitFor("ended with 0");

        _trace.Addresses.ShouldBeEmpty();
        Leftovers.ShouldBeEmpty();
    }

    [Fact]
    public void Command_ThatIsAskedToConnect_IsSeenToConnect()
    {
        Assert.SkipWhen(NetworkTrace.Obstacle is not null, NetworkTrace.Obstacle ?? "");

        _place.Run(
            _trace,
            "prompts",
            "show",
            "--generator",
            "llm",
            "--endpoint",
            $"http://{Nobody}:9/v1",
            "--set",
            "timeoutSeconds=1",
            "--set",
            "maxAttempts=1",
            "a black car").ExitCode.ShouldBe(1);

        _trace.Addresses.ShouldContain(Nobody);
    }

    // What ONNX Runtime's telemetry leaves: a session's file, an identifier of the machine, a database of what is not sent yet.
    private IEnumerable<string> Leftovers =>
        Directory.EnumerateFiles(_place.Folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .Where(file => file.EndsWith(".ses", StringComparison.Ordinal)
                || Path.GetFileName(file) == "deviceid"
                || file.Contains(".onnxruntime", StringComparison.Ordinal));

    private void Prepare()
    {
        TorchRuntime.Start();
        TinyCheckpoints.Onnx(_place["tower"]).Dispose();
        _place.Write("prompts.txt", "three cats\ntwo balls\n");
        _place.Write("tiny.csx", "Lab.Log($\"one and one is {1 + 1}\");\n");
        _place.Write(
            "mine.yaml",
            "model: { id: toybox, numInferenceSteps: 2 }\nprompts: [two cats]\nreward: { reward: toybox-clip }\noptimizer: { id: best-of-n, pool: 4, counts: "
            + "[1, 2] }\njudges: { truth: { reward: toybox-truth } }\n");
        Directory.CreateDirectory(_place["b/images"]);
        for (var i = 0; i < 4; i++)
        {
            File.Copy(_place[$"{i}.png"], _place[$"b/images/{i}.png"]);
        }

        _place.Write(
            "b/toys.json",
            "["
            + string.Join(
                ", ",
                Enumerable.Range(0, 4)
                    .Select(i => $"{{\"prompt\": \"{(i < 2 ? "a cat" : "two balls")}\", \"image\": \"{i}.png\", \"good\": {(i % 2 == 0 ? "true" : "false")}}}"))
            + "]");
    }
}
