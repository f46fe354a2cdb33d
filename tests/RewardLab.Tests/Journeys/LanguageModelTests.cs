using System.Text.Json;

namespace RewardLab.Tests.Journeys;

/// <summary>'rewardlab prompts' with language models that a service on this machine plays.</summary>
public sealed class LanguageModelTests : IDisposable
{
    private const string Key = "sk-journey-0123456789";
    private static readonly string[] Prompts = ["a black car", "two white vans", "a tall tower", "the last train", "an old boat"];

    private readonly Workplace _place = new();

    public LanguageModelTests() => _place.Write("prompts.txt", string.Join('\n', Prompts));

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Prompts_Shown_SayWhereTheyComeFrom()
    {
        using var server = new ChatServer(Answer);

        var outcome = _place.Run("prompts", "show", "--generator", "llm", "--endpoint", server.Address, "--model", "tiny", "a black car");

        outcome.ExitCode.ShouldBe(0, outcome.Error);
        outcome.Output.ShouldContain("\"a black car\" against 4 by llm:\n  a black car number 1\n");
        outcome.Output.ShouldContain("from language model served-model (");
        outcome.Output.ShouldContain("categories: counting; categoriesBy: model; endpoint: 127.0.0.1:");
        server.Requests.Select(request => request.Json.GetProperty("model").GetString()).ShouldBe(["tiny", "tiny"]);
    }

    [Fact]
    public void Build_ThatFailedHalfway_GoesOnToTheSameBytes()
    {
        var expected = Unbroken();
        var isMended = false;
        using var server = new ChatServer(request => request.Prompt == Prompts[2] && !isMended ? ChatReply.Text("I'd rather not.") : Answer(request));

        var failed = Build(server, "set.json");
        failed.ExitCode.ShouldBe(1);
        failed.Error.ShouldContain("prompts.txt(3): Generator 'llm' for \"a tall tower\": the model gave no list of texts but: \"I'd rather not.\"");
        failed.Error.ShouldContain("2 of 5 contrastive sets are saved in set.json.partial; the same command with --resume continues.");
        File.Exists(_place["set.json"]).ShouldBeFalse();

        Build(server, "set.json").ErrorLine.ShouldContain("'set.json.partial' is left from an earlier call");
        Build(server, "set.json", "--resume", "--model", "other").ErrorLine.ShouldContain("was started with other generator, options or prompts");

        isMended = true;
        _place.Environment["REWARDLAB_CACHE"] = _place["another-cache"];
        var before = server.Requests.Count;
        var resumed = Build(server, "set.json", "--resume", "--set", "timeoutSeconds=60");
        resumed.ExitCode.ShouldBe(0, resumed.Error);
        resumed.Error.ShouldContain("Resuming after 2 contrastive sets.");
        File.ReadAllBytes(_place["set.json"]).ShouldBe(expected);
        server.Requests.Skip(before).Select(request => request.Prompt).ShouldNotContain(Prompts[0], "what is finished is not asked for again");
        File.Exists(_place["set.json.partial"]).ShouldBeFalse();
    }

    [Fact]
    public void Build_ThatWasKilled_GoesOnToTheSameBytes()
    {
        var expected = Unbroken();
        var isAwake = false;
        using var server = new ChatServer(request => request.Prompt == Prompts[3] && !isAwake ? Answer(request) with { SilentAfter = 100 } : Answer(request));

        using (var running = _place.Start(Arguments(server, "set.json")))
        {
            running.WaitFor(() => server.Requests.Any(request => request.Prompt == Prompts[3]), "the fourth prompt");
            running.Process.Kill();
            running.Process.WaitForExit();
        }

        // As if the end had come within a line.
        File.AppendAllText(_place["set.json.partial"], "{\"Prompt\":\"the la");
        isAwake = true;
        var resumed = Build(server, "set.json", "--resume");
        resumed.ExitCode.ShouldBe(0, resumed.Error);
        resumed.Error.ShouldContain("Resuming after 3 contrastive sets.");
        File.ReadAllBytes(_place["set.json"]).ShouldBe(expected);
    }

    [Fact]
    public void Build_ThatIsStopped_EndsSoonAndKeepsWhatIsDone()
    {
        using var server = new ChatServer(request => request.Prompt == Prompts[1] ? Answer(request) with { SilentAfter = 0 } : Answer(request));
        using var running = _place.Start(Arguments(server, "set.json"));
        running.WaitFor(() => server.Requests.Any(request => request.Prompt == Prompts[1]), "the second prompt");
        var (requests, before) = (server.Requests.Count, running.Elapsed);

        running.Interrupt();
        var outcome = Workplace.End(running);

        // It asks for nothing more, and does not sit the silent call out, whose time limit is two minutes.
        server.Requests.Count.ShouldBe(requests);
        (outcome.Elapsed - before).ShouldBeLessThan(TimeSpan.FromMinutes(1));
        outcome.ExitCode.ShouldBe(143, outcome.Error);
        outcome.Error.ShouldContain("1 of 5 contrastive sets are saved in set.json.partial");
        outcome.Error.ShouldEndWith("rewardlab: cancelled\n");
    }

    [Fact]
    public void Build_InParallel_KeepsTheOrderAndWritesProvenance()
    {
        var expected = Unbroken();

        // The first prompts answer last.
        using var server = new ChatServer(request => Answer(request) with { DelayMilliseconds = 300 - (50 * Array.IndexOf(Prompts, request.Prompt)) });
        _place.Environment["OPENAI_API_KEY"] = Key;

        var outcome = Build(server, "set.json", "--parallel", "3");

        outcome.ExitCode.ShouldBe(0, outcome.Error);
        File.ReadAllBytes(_place["set.json"]).ShouldBe(expected);
        server.MaxUnderWay.ShouldBeInRange(2, 3);
        using var json = JsonDocument.Parse(File.ReadAllText(_place["set.provenance.json"]));
        json.RootElement.EnumerateObject().Select(set => set.Name).ShouldBe(Prompts);
        var first = json.RootElement.GetProperty(Prompts[0]);
        first.GetProperty("kind").GetString().ShouldBe("languageModel");
        first.GetProperty("details").GetProperty("answer2").GetString()!.ShouldContain("a black car number 1");
        server.Requests.ShouldAllBe(request => request.Headers["authorization"] == $"Bearer {Key}");
        Directory.EnumerateFiles(_place.Folder, "*", SearchOption.AllDirectories).ShouldAllBe(file => !File.ReadAllText(file).Contains(Key));
    }

    [Fact]
    public void Build_FromTheCache_OpensNoConnection()
    {
        string address;
        byte[] live;
        using (var server = new ChatServer(Answer))
        {
            address = server.Address;
            Build(server, "live.json").ExitCode.ShouldBe(0);
            live = File.ReadAllBytes(_place["live.json"]);
        }

        var replayed = _place.Run("prompts", "build", "prompts.txt", "--out", "set.json", "--generator", "llm", "--endpoint", address, "--set", "offline=true");
        replayed.ExitCode.ShouldBe(0, replayed.Error);
        File.ReadAllBytes(_place["set.json"]).ShouldBe(live);
        _place.Run("prompts", "show", "--generator", "llm", "--endpoint", address, "--set", "offline=true", "a new one").ErrorLine.ShouldContain("'offline'");
    }

    [Fact]
    public void Build_ByWhateverFits_SaysWhich()
    {
        _place.Write("prompts.txt", "three deer\nlife by the sea\n");
        using var server = new ChatServer(Answer);

        var outcome = _place.Run(
            "prompts", "build", "prompts.txt", "--out", "set.json", "--generator", "auto", "--endpoint", server.Address, "--set", "order=counting,llm", "--set",
            "llm.categories=colors");

        outcome.ExitCode.ShouldBe(0, outcome.Error);
        using var json = JsonDocument.Parse(File.ReadAllText(_place["set.provenance.json"]));
        json.RootElement.GetProperty("three deer").GetProperty("details").GetProperty("generator").GetString().ShouldBe("counting");
        server.Requests.ShouldHaveSingleItem().Prompt.ShouldBe("life by the sea");
    }

    [Fact]
    public void Build_OfAPromptTwice_AsksNobody()
    {
        _place.Write("prompts.txt", "a black car\ntwo vans\na black car\n");
        using var server = new ChatServer(Answer);
        Build(server, "set.json").ErrorLine.ShouldContain("prompts.txt(3): \"a black car\" is already in line 1");
        server.Connections.ShouldBe(0);
    }

    [Theory]
    [InlineData("--set", "nothing")]
    [InlineData("--set", "=1")]
    [InlineData("--parallel", "0")]
    [InlineData("--model", "x")]
    public void Option_ThatCannotBe_IsRefused(string option, string value)
    {
        var outcome = _place.Run("prompts", "build", "prompts.txt", "--out", "set.json", "--generator", "counting", option, value);
        outcome.ExitCode.ShouldBe(2);
        outcome.ErrorLine.ShouldContain(option);
    }

    [Fact]
    public void Set_OfARule_ChangesIt()
    {
        var outcome = _place.Run("prompts", "show", "--generator", "counting", "--set", "reach=1", "three deer");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        outcome.Output.ShouldContain("against 2 by counting");
        outcome.Output.ShouldContain("from rule counting\n");
        _place.Run("prompts", "show", "--generator", "counting", "--set", "rech=1", "three deer").ErrorLine.ShouldContain("'reach'");
    }

    private static LoopbackReply Answer(ChatRequest request) =>
        request.IsClassification ? ChatReply.Text("[\"counting\"]") : ChatReply.List(request.Data.GetProperty("count").GetInt32(), request.Prompt);

    private static string[] Arguments(ChatServer server, string target, params string[] more) =>
        ["prompts", "build", "prompts.txt", "--out", target, "--generator", "llm", "--endpoint", server.Address, "--set", "retrySeconds=0", .. more];

    private ProgramOutcome Build(ChatServer server, string target, params string[] more) => _place.Run(Arguments(server, target, more));

    private byte[] Unbroken()
    {
        using var server = new ChatServer(Answer);
        var outcome = Build(server, "unbroken.json");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        outcome.Output.ShouldContain("Wrote 5 contrastive sets to unbroken.json, and their provenance to unbroken.provenance.json");
        return File.ReadAllBytes(_place["unbroken.json"]);
    }
}
