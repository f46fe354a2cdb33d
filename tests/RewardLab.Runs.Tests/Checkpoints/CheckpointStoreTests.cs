using System.Text;
using CsCheck;
using RewardLab.Abstractions;
using RewardLab.Runs.Checkpoints;

namespace RewardLab.Runs.Tests.Checkpoints;

public sealed class CheckpointStoreTests
{
    private static readonly CheckpointSettings Settings = new() { ["epochs"] = 4, ["model"] = "toybox" };
    private readonly MemoryRun _run = new();

    private CheckpointStore Store => Open(_run, Settings);

    [Fact]
    public void Read_NothingWritten_IsNull() => Store.Read().ShouldBeNull();

    [Fact]
    public void Read_AfterSeveralWrites_IsTheLatestWithItsData()
    {
        Write(Store, 3);
        var latest = Store.Read().ShouldNotBeNull();
        (latest.Progress, latest.State).ShouldBe((3, """{"epoch":3,"loss":"NaN"}"""));
        _run.Files.Keys.Order(StringComparer.Ordinal).ShouldBe(["checkpoints/ddpo-1.checkpoint", "checkpoints/ddpo-2.checkpoint"]);
        var file = _run.Files["checkpoints/" + Path.GetFileName(latest.Path)];
        Encoding.UTF8.GetString(file, (int)latest.DataOffset, (int)latest.DataLength).ShouldBe("data of 3");
    }

    [Fact]
    public void Read_ThoseOfOtherWork_AreLeftAlone()
    {
        Write(Open(_run, Settings, "rwr/beta-0"), 2);
        Open(_run, Settings, "rwr-beta-0").Read().ShouldBeNull();
        Open(_run, Settings, "rwr/beta-0").Read().ShouldNotBeNull().Progress.ShouldBe(2);
    }

    [Fact]
    public void Read_AnyBitOfTheLatestFlipped_FallsBackToTheOneBeforeAndSaysSo()
    {
        Write(Store, 3);
        var latest = Latest();
        var whole = _run.Files[latest];
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Int[0, 7]).Sample((index, bit) =>
        {
            var damaged = whole.ToArray();
            damaged[index] ^= (byte)(1 << bit);
            _run.Files[latest] = damaged;
            Store.Read().ShouldNotBeNull().Progress.ShouldBe(2);
        }, threads: 1);
        _run.Lines.ShouldContain(line => line.Contains("is damaged: its hash does not match its contents. Resuming from the checkpoint before it."));
    }

    [Fact]
    public void Read_TheLatestCutAnywhere_FallsBackToTheOneBefore()
    {
        Write(Store, 3);
        var latest = Latest();
        var whole = _run.Files[latest];
        for (var length = 0; length < whole.Length; length += 7)
        {
            _run.Files[latest] = whole[..length];
            Store.Read().ShouldNotBeNull().Progress.ShouldBe(2);
        }
    }

    [Fact]
    public void Read_BothDamaged_IsRefusedAndSaysWhatToDo()
    {
        Write(Store, 3);
        foreach (var name in _run.Files.Keys)
        {
            _run.Files[name] = _run.Files[name][..20];
        }

        Should.Throw<RewardLabException>(() => Store.Read()).Message.ShouldEndWith("Delete the run's folder 'checkpoints' to start anew.");
    }

    [Fact]
    public void Write_AfterADamagedLatest_ReplacesItAndKeepsTheWholeOne()
    {
        Write(Store, 3);
        var latest = Latest();
        _run.Files[latest] = _run.Files[latest][..30];
        Store.Write(3, "{}");
        Store.Read().ShouldNotBeNull().Progress.ShouldBe(3);
        _run.Files[latest] = _run.Files[latest][..30];
        Store.Read().ShouldNotBeNull().Progress.ShouldBe(2);
    }

    [Fact]
    public void Write_DiesInBetween_LeavesTheOneBefore()
    {
        Write(Store, 3);
        Should.Throw<InvalidOperationException>(() => Store.Write(4, "{}", static _ => throw new InvalidOperationException("killed")));
        Store.Read().ShouldNotBeNull().Progress.ShouldBe(3);
    }

    [Fact]
    public void Read_OtherSettings_IsRefusedNamingThemAndForcedResumes()
    {
        Write(Store, 2);
        var changed = new CheckpointSettings { ["epochs"] = 5, ["model"] = "toybox", ["reward"] = "clip", ["lora"] = "" };
        Should.Throw<RewardLabException>(() => Open(_run, changed).Read()).Message
            .ShouldBe(
                "ddpo: the checkpoint was written with other settings: epochs is 5, was 4; reward is \"clip\", was not there. "
                + "Restore them, or resume anyway with --force.");

        var forced = new MemoryRun(_run.Files) { AllowsOtherSettings = true };
        Open(forced, changed).Read().ShouldNotBeNull().Progress.ShouldBe(2);
        forced.Lines.ShouldHaveSingleItem().ShouldContain("resumes with other settings: epochs is 5, was 4");
    }

    [Fact]
    public void Read_OptionThatCannotChangeResults_ResumesWithAnother()
    {
        Open(_run, new CheckpointSettings(new Options { LearningRate = 0.1, Keep = 3 })).Write(1, "{}");
        Open(_run, new CheckpointSettings(new Options { LearningRate = 0.1, Keep = 0 })).Read().ShouldNotBeNull();
        Should.Throw<RewardLabException>(() => Open(_run, new CheckpointSettings(new Options { LearningRate = 0.2, Keep = 3 })).Read())
            .Message.ShouldContain("learningRate is 0.2, was 0.1");
    }

    [Fact]
    public void RequireSettings_OptionThatHadAnotherName_IsFoundByIt()
    {
        var store = Open(_run, new CheckpointSettings(new Options { LearningRate = 0.1 }));
        store.RequireSettings("""{"StepSize":0.1}""");
        Should.Throw<RewardLabException>(() => store.RequireSettings("""{"StepSize":0.2}""")).Message.ShouldContain("learningRate is 0.1, was 0.2");
    }

    [Fact]
    public void Read_OfALaterVersion_IsRefusedNamingBoth()
    {
        Write(Store, 1);
        var name = _run.Files.Keys.Single();
        var text = Encoding.UTF8.GetString(_run.Files[name]).Replace("\"format\":1", "\"format\":7", StringComparison.Ordinal);
        var content = text[..^66];
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(content)));
        _run.Files[name] = Encoding.UTF8.GetBytes($"{content}\n{hash}\n");
        Should.Throw<RewardLabException>(() => Store.Read()).Message.ShouldContain("in format 7; this is RewardLab");
    }

    [Fact]
    public void Read_EventsAfterTheCheckpoint_AreEmittedAgain()
    {
        _run.Emit("one", new Dictionary<string, object?>(StringComparer.Ordinal));
        Write(Store, 1);
        _run.Emit("two", new Dictionary<string, object?>(StringComparer.Ordinal));
        Store.Read();
        _run.Events.Select(item => item.Kind).ShouldBe(["one"]);
    }

    [Fact]
    public void RequireSettings_OfAnEarlierVersion_GoesByNamesWhateverTheirCase()
    {
        Store.RequireSettings("""{"Epochs":4,"MODEL":"toybox","gone":1}""");
        Should.Throw<RewardLabException>(() => Store.RequireSettings("""{"Epochs":4,"Model":"sd"}""")).Message.ShouldContain("model is \"toybox\", was \"sd\"");
        Should.Throw<RewardLabException>(() => Store.RequireSettings("[1]"));
        Should.Throw<RewardLabException>(() => Store.RequireSettings("{"));
    }

    private static CheckpointStore Open(MemoryRun run, CheckpointSettings settings, string name = "ddpo") => new(run, name, settings, run.Lines.Enqueue);

    private static void Write(CheckpointStore store, int last)
    {
        for (var epoch = 1; epoch <= last; epoch++)
        {
            store.Write(epoch, $$"""{"epoch":{{epoch}},"loss":"NaN"}""", stream => stream.Write(Encoding.UTF8.GetBytes($"data of {epoch}")));
        }
    }

    private string Latest() => "checkpoints/" + Path.GetFileName(Store.Read()!.Path);

    private sealed record Options
    {
        [FormerName("stepSize")]
        public double LearningRate { get; init; }

        [ResultInvariant]
        public int Keep { get; init; }
    }
}
