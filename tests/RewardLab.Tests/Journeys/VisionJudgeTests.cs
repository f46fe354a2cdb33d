using System.Globalization;
using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Runs.Images;

namespace RewardLab.Tests.Journeys;

/// <summary>The reward 'vlm' with a vision model that a service on this machine plays: it sees how red an image is.</summary>
public sealed class VisionJudgeTests : IDisposable
{
    private const int Side = 24;
    private readonly Workplace _place = new();

    public VisionJudgeTests()
    {
        Write("images/dark.png", 51);
        Write("images/light.png", 204);
    }

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Score_ByAJudge_IsItsProbabilityOfYes()
    {
        using var server = new ChatServer(request => Yes(Red(request).Single() / 255.0));

        var scored = Score(server, "scores.csv", "--prompt", "a red wall");

        scored.ExitCode.ShouldBe(0, scored.Error);
        Column("scores.csv", "vlm").ShouldBe([0.2, 0.8], 1e-9);
        scored.Error.ShouldContain("Reward 'vlm': 2 questions to model 'eye' at 127.0.0.1:");
        scored.Error.ShouldContain("took 2 calls, 602 tokens; 0 answers came from the cache.");
        Text(server.Requests.First()).ShouldBe("Does this figure show \"a red wall\"? Please answer yes or no.");
    }

    [Fact]
    public void TextNorm_OverAJudge_SaysItsCostFirst_AndReplaysOfflineToTheSameBytes()
    {
        string[] arguments = ["--prompt", "two cats", "--textnorm", "counting"];
        using var server = new ChatServer(
            request => Yes(Red(request).Single() / (Text(request).Contains("two", StringComparison.Ordinal) ? 256.0 : 512.0)));
        var scored = Score(server, "scores.csv", arguments);
        scored.ExitCode.ShouldBe(0, scored.Error);
        var asked = server.Requests.Count;
        (asked % 2).ShouldBe(0);
        asked.ShouldBeGreaterThan(6);
        scored.Error.ShouldContain(string.Create(
            CultureInfo.InvariantCulture, $"Reward 'vlm': {asked} questions to model 'eye' at "));
        Column("scores.csv", "TextNorm(vlm)").ShouldAllBe(share => share > 1.0 / (asked / 2.0) && share < 1);

        var again = Score(server, "again.csv", [.. arguments, "--set", "vlm.offline=true"]);
        again.ExitCode.ShouldBe(0, again.Error);
        File.ReadAllBytes(_place["again.csv"]).ShouldBe(File.ReadAllBytes(_place["scores.csv"]));
        server.Requests.Count.ShouldBe(asked);

        var other = Score(server, "other.csv", "--prompt", "a dog", "--set", "vlm.offline=true");
        other.ExitCode.ShouldBe(1);
        other.ErrorLine.ShouldContain("image 1 of 2, \"a dog\": 2 of 2 answers of model 'eye'");
    }

    [Fact]
    public void Score_OfManyImages_SaysTheCostOfAllOfThemFirst()
    {
        using var server = new ChatServer(_ => Yes(0.5));
        for (var i = 0; i < 70; i++)
        {
            Write($"images/many/{i:D2}.png", (byte)i);
        }

        var scored = Score(server, "scores.csv", "--images", "images/many", "--prompt", "two cats", "--textnorm", "counting", "--set", "vlm.maxCalls=10");

        // 72 images, two of them alike, against the prompt and three contrastive ones.
        scored.ExitCode.ShouldBe(1);
        scored.Error.ShouldMatch(@"^Reward 'vlm': 284 questions to model 'eye' at 127\.0\.0\.1:\d+, 0 of them answered by the cache");
        server.Requests.Count.ShouldBe(10);
    }

    [Fact]
    public void Refusal_OfAJudge_EndsTheCommandWithOneLine()
    {
        using var server = new ChatServer(_ => Completion(new { content = (string?)null, refusal = "I cannot judge people." }, null));

        var scored = Score(server, "scores.csv", "--prompt", "a portrait");

        scored.ExitCode.ShouldBe(1);
        scored.Error.TrimEnd('\n').Split('\n').Where(line => line.StartsWith("rewardlab: ", StringComparison.Ordinal)).ShouldHaveSingleItem()
            .ShouldBe(
                "rewardlab: 'images/dark.png': Reward 'vlm': image 1 of 2, \"a portrait\": model 'eye' refuses: \"I cannot judge people\"; ask another model.");
        File.Exists(_place["scores.csv"]).ShouldBeFalse();
    }

    [Fact]
    public void Budget_OfAJudge_EndsTheCommandAndIsContinued()
    {
        using var server = new ChatServer(request => Yes(Red(request).Single() / 255.0));
        var stopped = Score(server, "scores.csv", "--prompt", "a red wall", "--prompt", "a blue wall", "--set", "vlm.maxCalls=3");
        stopped.ExitCode.ShouldBe(1);
        stopped.Error.ShouldContain("option 'maxCalls' allows 3; 3 calls are done and their answers cached");

        var scored = Score(server, "scores.csv", "--prompt", "a red wall", "--prompt", "a blue wall", "--set", "vlm.maxCalls=9", "--resume");
        scored.ExitCode.ShouldBe(0, scored.Error);
        server.Requests.Count.ShouldBe(4);
    }

    [Fact]
    public void Run_WithAJudge_KeepsItsProvenance()
    {
        using var server = new ChatServer(request => Yes(Red(request).Single() / 255.0));
        _place.Write("score.csx", $$"""
            var judge = Lab.Reward("vlm", new { endpoint = "{{server.Address}}", model = "eye" });
            judge.Score(Lab.Generate(Lab.ImageModel("toybox", new { numInferenceSteps = 3 }), ["a cat"], 2).Single());
            """);
        var run = _place.Run("run", "score.csx", "--runs", "kept");
        run.ExitCode.ShouldBe(0, run.Error);

        var folder = Directory.GetDirectories(_place["kept"]).ShouldHaveSingleItem();
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "components.json")));
        var source = json.RootElement.EnumerateObject().ShouldHaveSingleItem();
        source.Name.ShouldStartWith("vlm vqascore: eye at 127.0.0.1:");
        source.Value.GetProperty("totals").GetProperty("calls").GetDouble().ShouldBe(server.Requests.Count);
        source.Value.GetProperty("facts").GetProperty("servedModels").GetString().ShouldBe("served-model");
    }

    [Fact]
    public void Judge_ByPairs_AsksBothOrdersAndReportsTheirEffect()
    {
        // It prefers what is redder, and between images of much the same red the one that is shown first.
        using var server = new ChatServer(request => Red(request) is [var first, var second] && second > first + 20 ? Answer("B", "A") : Answer("A", "B"));
        foreach (var (folder, reds) in new[] { ("red", new[] { 200, 100 }), ("blue", [20, 90]) })
        {
            for (var i = 0; i < 8; i++)
            {
                Write($"{folder}/{i}.png", (byte)(reds[i / 4] + (i % 4)));
            }

            _place.Write($"{folder}/metadata.jsonl", string.Join('\n', Enumerable.Range(0, 8)
                .Select(i => JsonSerializer.Serialize(new { file_name = $"{i}.png", text = i < 4 ? "a red wall" : "a wall" }))));
        }

        string[] judge =
        [
            "judge", "red", "blue", "--to", "judged.db", "--reward-annotator", "eye=vlm@0.5", "--no-page",
            "--set", "vlm.method=pairwise", "--set", $"vlm.endpoint={server.Address}", "--set", "vlm.model=eye",
        ];
        var judged = _place.Run(judge);

        judged.ExitCode.ShouldBe(0, judged.Error);
        server.Requests.Count.ShouldBe(16);
        judged.Output.ShouldContain("eye on alignment: the order of two images changed the answer in 4 of 8 pairs, 50.0% (95% CI ");
        judged.Output.ShouldContain("the image shown first was preferred with probability 0.7");
        judged.Output.ShouldContain("2 answers are saved in judged.db");
        File.ReadAllLines(_place["judged.pairwise.csv"]).Length.ShouldBe(1 + 8);
        var shown = _place.Run("study", "show", "judged.db");
        shown.Output.ShouldMatch(@"red +blue +2 +1 +1 +0 ");
        shown.Output.ShouldContain("the order of two images changed the answer in 4 of 8 pairs");

        _place.Run(judge).Output.ShouldContain("2 answers are saved", customMessage: "what is answered is not answered again");
        server.Requests.Count.ShouldBe(16);
    }

    [Fact]
    public void Setting_OfNoAnnotator_IsAUsageError()
    {
        var judged = _place.Run("judge", "images", "images", "--set", "vlm.method=pairwise", "--no-page");
        judged.ExitCode.ShouldBe(2);
        judged.ErrorLine.ShouldContain("--set vlm.method=pairwise sets an option of a reward annotator's reward; name the annotator with --reward-annotator.");
    }

    private ProgramOutcome Score(ChatServer server, string csv, params string[] arguments) => _place.Run(
    [
        "score", "--reward", "vlm", "--set", $"vlm.endpoint={server.Address}", "--set", "vlm.model=eye", "--images", "images", "--csv", csv, .. arguments,
    ]);

    private double[] Column(string csv, string name)
    {
        var lines = File.ReadAllLines(_place[csv]).Select(line => line.Split(',')).ToArray();
        var column = Array.IndexOf(lines[0], name);
        column.ShouldBeGreaterThan(0, string.Join(',', lines[0]));
        return [.. lines.Skip(1).Select(line => double.Parse(line[column], CultureInfo.InvariantCulture))];
    }

    private void Write(string name, byte red)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_place[name])!);
        var pixels = new byte[Side * Side * 3];
        for (var i = 0; i < pixels.Length; i += 3)
        {
            pixels[i] = red;
        }

        using var file = File.Create(_place[name]);
        ImageFiles.WritePng(file, new ImageBatch(pixels, 1, Side, Side), 0);
    }

    private static JsonElement.ArrayEnumerator Parts(ChatRequest request) =>
        request.Json.GetProperty("messages").EnumerateArray().Single().GetProperty("content").EnumerateArray();

    private static string Text(ChatRequest request) => Parts(request).Last().GetProperty("text").GetString()!;

    // How red each image of a request is, as its PNG says.
    private byte[] Red(ChatRequest request) =>
    [
        .. Parts(request).Where(part => part.GetProperty("type").GetString() == "image_url").Select(part =>
        {
            var bytes = Convert.FromBase64String(part.GetProperty("image_url").GetProperty("url").GetString()!["data:image/png;base64,".Length..]);
            var path = _place[$"{Guid.NewGuid():N}.sent.png"];
            File.WriteAllBytes(path, bytes);
            var red = ImageFiles.Read(path).Pixels.Span[0];
            File.Delete(path);
            return red;
        }),
    ];

    private static LoopbackReply Yes(double probability) => Tokens(("Yes", probability), ("No", 1 - probability));

    private static LoopbackReply Answer(string preferred, string other) => Tokens((preferred, 0.95), (other, 0.05));

    private static LoopbackReply Tokens(params (string Token, double Probability)[] tokens) => Completion(
        new { content = tokens[0].Token },
        new
        {
            content = new[]
            {
                new
                {
                    token = tokens[0].Token,
                    logprob = Math.Log(tokens[0].Probability),
                    top_logprobs = tokens.Select(token => new { token = token.Token, logprob = Math.Log(token.Probability) }),
                },
            },
        });

    private static LoopbackReply Completion(object message, object? logprobs) =>
        new(200, new() { ["Content-Type"] = "application/json" }, JsonSerializer.SerializeToUtf8Bytes(new
        {
            model = "served-model",
            choices = new[] { new { index = 0, message, finish_reason = "length", logprobs } },
            usage = new { prompt_tokens = 300, completion_tokens = 1 },
        }));
}
