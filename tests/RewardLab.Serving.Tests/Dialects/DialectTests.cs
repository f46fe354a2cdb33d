using System.Text;
using System.Text.Json;
using RewardLab.Evaluation.Pickles;
using RewardLab.Serving.Dialects;

namespace RewardLab.Serving.Tests.Dialects;

public sealed class DialectTests
{
    private static readonly RequestLimits Limits = RequestLimits.Default;

    public static TheoryData<string> Pickles => [.. GoldenBodies.Names("prompts", "queries")];

    public static TheoryData<string> Refused => [.. GoldenBodies.Names("hostile", "truncated")];

    [Fact]
    public void Read_OfScore_GivesImagesPromptsAndRewards()
    {
        var request = new ScoreDialect().Read(GoldenBodies.Read("score.request.json"), Limits);
        request.Entries.Select(entry => entry.Prompts.Single()).ShouldBe(GoldenBodies.Prompts);
        request.Entries.ShouldAllBe(entry => entry.Rewards.Single() == "toybox-clip" && entry.Problem == null);
        request.Entries.Select(entry => entry.Image.ToArray()).ShouldBe(Images());
    }

    [Fact]
    public void Answer_OfScore_NamesWhatFailedBesideTheOthers()
    {
        var request = new ScoreDialect().Read(GoldenBodies.Read("score.request.json"), Limits);
        var answer = request.Answer([[Scored("a", 0.1 + 0.2), Failed("b", 422, "why")], [Failed("a", 400, "no image")], [Scored("a", -1)]]);
        Encoding.UTF8.GetString(answer).ShouldBe(
            """{"results":[{"a":{"score":0.30000000000000004}},{},{"a":{"score":-1}}],"errors":[{"b":"why"},{"a":"no image"},{}]}""");
    }

    [Theory]
    [InlineData("""{"text":"a","video_path":"/etc/passwd"}""", "Paths of this machine are not read")]
    [InlineData("""{"text":"a","image_path":"/etc/passwd"}""", "Paths of this machine are not read")]
    [InlineData("""{"text":"a","video_b64":"AAAA"}""", "Videos are not scored")]
    [InlineData("""{"text":"a","image_b64":null}""", "has no 'image_b64'")]
    [InlineData("""{"image_b64":"AAAA"}""", "has no 'text'")]
    [InlineData("""{"text":"a","image_b64":"file:///etc/passwd"}""", "is not base64")]
    public void Read_OfAScoreEntryThatCannotBeScored_FailsThatEntryAlone(string turn, string problem)
    {
        var body = $$"""{"requests":[{"history":[{{turn}}]},{"history":[{"text":"x"},{"text":"y","image_b64":"AAAA"}],"required_rewards":["r","r"]}]}""";
        var request = new ScoreDialect().Read(Encoding.UTF8.GetBytes(body), Limits);
        request.Entries[0].Problem.ShouldNotBeNull().Message.ShouldContain(problem);
        request.Entries[1].Problem.ShouldBeNull();
        request.Entries[1].Prompts.ShouldBe(["y"]);
        request.Entries[1].Rewards.ShouldBe(["r"]);
    }

    [Fact]
    public void Read_OfCompute_GivesImagesAndPromptsForTheDefault()
    {
        var request = new ComputeDialect().Read(GoldenBodies.Read("compute.request.json"), Limits);
        request.Entries.Select(entry => entry.Prompts.Single()).ShouldBe(GoldenBodies.Prompts);
        request.Entries.ShouldAllBe(entry => entry.Rewards.Count == 0);
        request.Entries.Select(entry => entry.Image.ToArray()).ShouldBe(Images());
        Encoding.UTF8.GetString(request.Answer([[Scored("r", 1)], [Scored("r", 2.5)], [Scored("r", -3)]])).ShouldBe("""{"rewards":[1,2.5,-3]}""");
        Should.Throw<RewardRequestException>(() => request.Answer([[Scored("r", 1)], [Failed("r", 422, "is NaN")], [Scored("r", 1)]]))
            .ShouldSatisfyAllConditions(failure => failure.Status.ShouldBe(422), failure => failure.Message.ShouldBe("Entry 1: is NaN"));
    }

    [Theory]
    [InlineData(4.3401294f, "4.3401294")] // a float, in its own digits
    [InlineData(0.1f, "0.1")]
    [InlineData(0.1, "0.10")] // the double beside it: the same number to whoever reads JSON, and not a float's digits
    [InlineData(-12.345, "-12.3450")]
    [InlineData(1e-5, "1.0E-05")]
    [InlineData(1.5e-7, "1.50E-07")]
    [InlineData(0.30000000000000004, "0.30000000000000004")]
    [InlineData(-3, "-3")]
    public void Answer_OfAScore_TellsADoubleFromAFloat(double score, string digits)
    {
        var request = new ComputeDialect().Read(GoldenBodies.Read("compute.request.json"), Limits);
        var answer = request.Answer([[Scored("r", score)]]);
        Encoding.UTF8.GetString(answer).ShouldBe($$"""{"rewards":[{{digits}}]}""");
        var read = JsonDocument.Parse(answer).RootElement.GetProperty("rewards")[0].GetDouble();
        ((float)score == score ? (float)read : read).ShouldBe(score);
    }

    [Fact]
    public void Read_OfOurOwnWithListsOfPrompts_GivesEachImageItsOwn()
    {
        var body = """{"images":["AAAA","AAAB"],"prompts":[["a","b"],"c"],"details":false}""";
        var request = new OwnDialect().Read(Encoding.UTF8.GetBytes(body), Limits);
        request.Entries.Select(entry => string.Join(' ', entry.Prompts)).ShouldBe(["a b", "c"]);
        request.IsMatrix.ShouldBeFalse();
        var answer = request.Answer([[new EntryScores { Reward = "r", Scores = [1, 2] }], [Scored("r", 3)]]);
        JsonDocument.Parse(answer).RootElement.GetProperty("results").EnumerateArray()
            .Select(result => (result.GetProperty("image"), result.GetProperty("prompt"), result.GetProperty("rewards").GetProperty("r").GetProperty("score")))
            .Select(result => $"{result.Item1} {result.Item2} {result.Item3}")
            .ShouldBe(["0 a 1", "0 b 2", "1 c 3"]);
    }

    [Theory]
    [MemberData(nameof(Pickles))]
    public void Read_OfAPickle_GivesImagesAndPrompts(string name)
    {
        var request = new PickledDialect().Read(GoldenBodies.Read(name), Limits);
        request.Entries.Select(entry => entry.Prompts.Single()).ShouldBe(GoldenBodies.Prompts);
        request.Entries.ShouldAllBe(entry => entry.Image.Length > 500 && entry.Rewards.Count == 0);
        var answer = (PickledMap)PickledBodyReader.Read(request.Answer([[Scored("r", 1)], [Scored("r", 0.1)], [Scored("r", -3)]]))!;
        answer.TryGet("outputs", out var outputs).ShouldBeTrue();
        if (answer.TryGet("scores", out var scores))
        {
            ((PickledSequence)scores!).ShouldBe([1.0, 0.1, -3.0]);
            ((PickledSequence)outputs!).ShouldBe([1.0, 0.1, -3.0]);
        }
        else
        {
            ((PickledSequence)outputs!).Select(output => ((PickledSequence)output!).Single()).ShouldBe([1.0, 0.1, -3.0]);
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Read_OfAHostilePickle_IsRefusedWith400(string name) =>
        Should.Throw<RewardRequestException>(() => new PickledDialect().Read(GoldenBodies.Read(name), Limits)).Status.ShouldBe(400);

    [Fact]
    public void Read_OfGenEvalsPickle_AnswersByTag()
    {
        // {"images": [b"a", b"b"], "meta_datas": [{"prompt": "p", "include": [], "tag": "t"}, {"prompt": "q", "tag": "u"}], "only_strict": True}
        var body = "\u0080\u0003}(X\u0006\0\0\0images](C\u0001aC\u0001beX\u000a\0\0\0meta_datas](}(X\u0006\0\0\0promptX\u0001\0\0\0pX\u0007\0\0\0include]"
            + "X\u0003\0\0\0tagX\u0001\0\0\0tu}(X\u0006\0\0\0promptX\u0001\0\0\0qX\u0003\0\0\0tagX\u0001\0\0\0uueX\u000b\0\0\0only_strict\u0088u.";
        var request = new PickledDialect().Read(Encoding.Latin1.GetBytes(body), Limits);
        request.Entries.Select(entry => entry.Prompts.Single()).ShouldBe(["p", "q"]);
        var answer = (PickledMap)PickledBodyReader.Read(request.Answer([[Scored("r", 1)], [Scored("r", 2)]]))!;
        answer.Entries.Select(entry => entry.Key).ShouldBe(["outputs", "scores", "rewards", "strict_rewards", "group_rewards", "group_strict_rewards"]);
        answer.TryGet("group_rewards", out var groups).ShouldBeTrue();
        ((PickledMap)groups!).Entries.Select(entry => entry.Key).ShouldBe(["t", "u"]);
    }

    [Theory]
    [InlineData("pickle", "N.", "not a dictionary")]
    [InlineData("pickle", "}.", "has no 'images'")]
    [InlineData("pickle", "}(X\u0006\0\0\0images]u.", "neither 'prompts' nor 'queries' nor 'meta_datas'")]
    [InlineData("pickle", "}(X\u0006\0\0\0images]X\u0007\0\0\0prompts]u.", "holds no image")]
    [InlineData("pickle", "}(X\u0006\0\0\0imagesK\u0001u.", "'images' must be a list")]
    [InlineData("pickle", "}(X\u0006\0\0\0images](X\u0001\0\0\0/eX\u0007\0\0\0prompts](X\u0001\0\0\0/eu.", "paths and addresses are not read")]
    [InlineData("pickle", "}(X\u0006\0\0\0images](C\u0001aeX\u0007\0\0\0prompts]u.", "There are 1 images, but 'prompts' has 0 entries")]
    [InlineData("compute", "", "is not JSON")]
    [InlineData("compute", "[]", "must be a JSON object")]
    [InlineData("compute", "{}", "'image' is missing")]
    [InlineData("compute", """{"prompt":["a"],"image":[]}""", "There are 0 images and 1 prompts")]
    [InlineData("compute", """{"prompt":["a"],"image":["/etc/passwd"]}""", "Image 0 is not base64; paths and addresses are not read")]
    [InlineData("compute", """{"prompt":["a"],"image":["AAAA"],"video":["AAAA"]}""", "Videos are not scored")]
    [InlineData("compute", """{"prompt":["\ud800"],"image":["AAAA"]}""", "not valid Unicode")]
    [InlineData("score", "{}", "'requests' is missing")]
    [InlineData("score", """{"requests":[]}""", "holds no image")]
    [InlineData("score", """{"requests":[1]}""", "must be an object")]
    [InlineData("score", """{"requests":[{"history":[]}]}""", "at least one turn")]
    [InlineData("v1", "{}", "'images' is missing")]
    [InlineData("v1", """{"images":["AAAA"],"prompts":[]}""", "There are 1 images and 0 prompts")]
    [InlineData("v1", """{"images":["AAAA"],"prompts":["a"],"mode":"all"}""", "'mode' must be")]
    [InlineData("v1", """{"images":["AAAA"],"prompts":["a"],"details":1}""", "'details' must be")]
    [InlineData("v1", """{"images":["AAAA"],"prompts":[[]]}""", "lists with at least one text")]
    [InlineData("v1", """{"images":["AAAA"],"prompts":[["a",1]]}""", "lists with at least one text")]
    [InlineData("v1", """{"images":["AAAA"],"prompts":[["a"],["b"]]}""", "There are 1 images and 2 prompts")]
    [InlineData("v1", """{"images":["AAAA"],"prompts":["a",["b","c"]],"mode":"matrix"}""", "each of 'prompts' must be a text")]
    public void Read_OfABodyOfAnotherShape_IsRefusedWith400(string dialect, string body, string problem) =>
        Should.Throw<RewardRequestException>(() => Dialect(dialect).Read(Encoding.Latin1.GetBytes(body), Limits))
            .ShouldSatisfyAllConditions(failure => failure.Status.ShouldBe(400), failure => failure.Message.ShouldContain(problem));

    [Fact]
    public void Read_OfMoreThanTheLimits_IsRefusedWith413()
    {
        Status(Limits with { MaxImages = 2 }).ShouldBe(413);
        Status(Limits with { MaxScores = 2 }).ShouldBe(413);
        Status(Limits with { MaxPromptLength = 10 }).ShouldBe(413);

        static int Status(RequestLimits limits) => Should.Throw<RewardRequestException>(
            () => new ComputeDialect().Read(GoldenBodies.Read("compute.request.json"), limits)).Status;
    }

    [Fact]
    public void Answer_OfOurOwn_ShowsHowScoresCameAbout()
    {
        var body = """{"images":["AAAA"],"prompts":["a","b"],"mode":"matrix","rewards":["t"]}""";
        var request = new OwnDialect().Read(Encoding.UTF8.GetBytes(body), Limits);
        request.IsMatrix.ShouldBeTrue();
        request.WantsDetails.ShouldBeTrue();
        var detail = new ScoreDetail("TextNorm(x)", 0.75) { Share = 0.75, ContrastivePrompts = ["c"], Members = [new ScoreDetail("x", 3)] };
        var answer = request.Answer([[new EntryScores { Reward = "t", Scores = [0.75, 0.5], Details = [detail, detail with { Score = 0.5 }] }]]);
        using var json = JsonDocument.Parse(answer);
        json.RootElement.GetProperty("results")[0].GetRawText().ShouldBe(
            """{"image":0,"prompt":"a","rewards":{"t":{"name":"TextNorm(x)","score":0.75,"share":0.75,""" + "\"contrastivePrompts\":"
            + """["c"],"members":[{"name":"x","score":3}]}}}""");
        json.RootElement.GetProperty("results")[1].GetProperty("prompt").GetString().ShouldBe("b");
    }

    [Fact]
    public void Refuse_InAnyDialect_SaysWhyInItsOwnForm()
    {
        Encoding.UTF8.GetString(new ComputeDialect().Refuse("why")).ShouldBe("""{"error":"why"}""");
        var pickled = (PickledMap)PickledBodyReader.Read(new PickledDialect().Refuse("why"))!;
        pickled.Entries.Single().ShouldBe(KeyValuePair.Create<object?, object?>("error", "why"));
    }

    private static IRewardDialect Dialect(string name) =>
        new IRewardDialect[] { new ScoreDialect(), new ComputeDialect(), new PickledDialect(), new OwnDialect() }.Single(dialect => dialect.Name == name);

    private static byte[][] Images() => [.. Enumerable.Range(0, 3).Select(i => GoldenBodies.Read($"image{i}.png"))];

    private static EntryScores Scored(string reward, double score) => new() { Reward = reward, Scores = [score] };

    private static EntryScores Failed(string reward, int status, string problem) => new() { Reward = reward, Problem = new ScoreProblem(status, problem) };
}
