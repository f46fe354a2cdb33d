using RewardLab.Abstractions;
using RewardLab.Rewards.Http.Dialects;

namespace RewardLab.Rewards.Http.Tests;

/// <summary>Answers that are none: each is one line that says what came, of which images, and never a score.</summary>
public sealed class AnswerFailureTests
{
    public static TheoryData<ServiceDialect> Dialects => [.. Enum.GetValues<ServiceDialect>()];

    [Theory]
    [InlineData(ServiceDialect.Compute, """{"rewards":[1]}""", "answers with a list 'rewards' of 1 where 2 were asked for (request of images 0 to 1)")]
    [InlineData(ServiceDialect.Compute, """{"rewards":[1,2,3]}""", "of 3 where 2")]
    [InlineData(ServiceDialect.Compute, """{"rewards":[1,"2"]}""", "score 1 as string where a number belongs")]
    [InlineData(ServiceDialect.Compute, """{"rewards":[1,[2]]}""", "score 1 as array where a number belongs")]
    [InlineData(ServiceDialect.Compute, """{"rewards":[1,true]}""", "score 1 as true")]
    [InlineData(ServiceDialect.Compute, """{"rewards":[1,null]}""", "cannot score image 1 against \"prompt 1\": \"null where a score belongs\"")]
    [InlineData(ServiceDialect.Compute, """{"rewards":{"a":1}}""", "no list 'rewards'")]
    [InlineData(ServiceDialect.Compute, """{"error":"out of\n memory\u001b[31m"}""", "no list 'rewards' but \"out of memory [31m\"")]
    [InlineData(ServiceDialect.Compute, "[1,2]", "a JSON array where an object belongs")]
    [InlineData(ServiceDialect.Compute, "", "text that is not JSON (line 1, byte 1)")]
    [InlineData(ServiceDialect.Compute, """{"rewards":[1,""", "text that is not JSON")]
    [InlineData(ServiceDialect.Compute, "  <!doctype html><title>Sign in</title>", "an HTML page, not JSON")]
    [InlineData(ServiceDialect.Compute, """{"rewards":[1,"\ud800"]}""", "not valid Unicode")]
    [InlineData(ServiceDialect.V1, """{"results":[]}""", "a list 'results' of 0 where 2")]
    [InlineData(ServiceDialect.V1, """{"results":[1,2]}""", "results in another order: entry 0")]
    [InlineData(
        ServiceDialect.V1,
        """{"results":[{"image":1,"prompt":"prompt 1","rewards":{"served":{"score":1}}},{"image":0,"prompt":"prompt 0","rewards":{"served":{"score":1}}}]}""",
        "results in another order: entry 0 is not of image 0 and its prompt")]
    [InlineData(
        ServiceDialect.V1, """{"results":[{"rewards":{"served":{"score":1}}},{"rewards":{"served":{"error":"too dark."}}}]}""",
        "cannot score image 1 against \"prompt 1\": \"too dark\"")]
    [InlineData(
        ServiceDialect.V1, """{"results":[{"rewards":{"served":{"error":"a"}}},{"rewards":{"served":{"error":"b"}}}]}""",
        "cannot score image 0 against \"prompt 0\": \"a\"; 1 more of this request failed")]
    [InlineData(ServiceDialect.V1, """{"results":[{"rewards":{"other":{"score":1}}},{}]}""", "no reward 'served' in entry 0")]
    [InlineData(ServiceDialect.V1, """{"results":[{"rewards":[]},{}]}""", "rewards that are not an object")]
    [InlineData(ServiceDialect.V1, """{"results":[{"rewards":{"served":{}}},{}]}""", "entry 0 without 'score'")]
    [InlineData(
        ServiceDialect.Score, """{"results":[{"served":{"score":1}},{}],"errors":[{},{"served":"no such image"}]}""",
        "cannot score image 1 against \"prompt 1\": \"no such image\"")]
    [InlineData(ServiceDialect.Score, """{"results":[{"served":{"score":1}},{}]}""", "image 1 against \"prompt 1\": \"neither a score nor an error\"")]
    [InlineData(ServiceDialect.Score, """{"results":[{"served":{"score":1}},{"served":0}]}""", "entry 1 without 'score'")]
    public void Answer_ThatIsNone_IsNamed(ServiceDialect dialect, string body, string problem)
    {
        using var server = new ScoreServer((_, _) => ScoreServer.Text(body));
        server.Failure(server.Options(dialect)).ShouldContain(problem);
        server.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("1, null", 1)]
    [InlineData("NaN, 1", 0)]
    [InlineData("1", null)]
    public void Failure_AboutOneImage_SaysWhichInItsBatch(string scores, int? image)
    {
        using var server = new ScoreServer((_, _) => ScoreServer.Text($$"""{"rewards":[{{scores}}]}"""));
        Should.Throw<RewardLabException>(() => server.Make(server.Options(ServiceDialect.Compute))
                .ScorePairs(ScoreServer.Images(2), [new(0, "prompt 0"), new(1, "prompt 1")], TestContext.Current.CancellationToken))
            .Image.ShouldBe(image);
    }

    [Theory]
    [InlineData("NaN", "NaN")]
    [InlineData("Infinity", "Infinity")]
    [InlineData("-Infinity", "-Infinity")]
    [InlineData("1e999", "Infinity")]
    [InlineData("\"NaN\"", "NaN")]
    public void Score_ThatIsNotFinite_IsNamedByImageAndPrompt(string digits, string shown)
    {
        using var server = new ScoreServer((_, _) => ScoreServer.Text($$"""{"text\" NaN":"NaN","rewards":[1, {{digits}}]}"""));
        server.Failure<ScoreNotFiniteException>(server.Options(ServiceDialect.Compute))
            .ShouldContain($"scores image 1 against \"prompt 1\" as {shown}; scores must be finite");
    }

    public static TheoryData<ServiceDialect, Dictionary<string, object?>, string> BadPickles() => new()
    {
        { ServiceDialect.Prompts, new() { ["scores"] = new[] { 1.0 } }, "a list 'scores' of 1 where 2" },
        { ServiceDialect.Prompts, new() { ["scores"] = new object[] { 1.0, "2" } }, "score 1 as something other than a number" },
        { ServiceDialect.Prompts, new() { ["scores"] = new object?[] { 1.0, null } }, "image 1 against \"prompt 1\": \"None where a score belongs\"" },
        { ServiceDialect.Prompts, new() { ["scores"] = new[] { 1, double.NaN } }, "scores image 1 against \"prompt 1\" as NaN" },
        { ServiceDialect.Prompts, new() { ["rewards"] = new[] { 1.0, 2 } }, "no list 'scores'" },
        { ServiceDialect.Prompts, new() { ["error"] = "no\tGPU" }, "the error \"no GPU\"" },
        { ServiceDialect.Queries, new() { ["outputs"] = new[] { new[] { 1.0 }, new[] { 1.0, 2 } } }, "2 scores of image 1 where 1 were asked for" },
        { ServiceDialect.Queries, new() { ["outputs"] = new[] { new[] { 1.0 } } }, "a list 'outputs' of 1 where 2" },
        { ServiceDialect.Queries, new() { ["outputs"] = new[] { new object[] { "yes" }, new object[] { 1.0 } } }, "a score of image 0 as something other" },
    };

    [Theory]
    [MemberData(nameof(BadPickles))]
    public void Pickle_ThatIsNoAnswer_IsNamed(ServiceDialect dialect, Dictionary<string, object?> body, string problem)
    {
        using var server = new ScoreServer((_, _) => ScoreServer.Pickle(body));
        server.Failure(server.Options(dialect)).ShouldContain(problem);
    }

    [Theory]
    [InlineData("<html>", "an HTML page, not a pickle")]
    [InlineData("""{"scores":[1,2]}""", "JSON, not a pickle")]
    [InlineData("cposix\nsystem\n(S'touch /tmp/x'\ntR.", "refers to posix.system: it was refused, and nothing was run")]
    [InlineData("N.", "a pickle that is not a dictionary")]
    [InlineData("", "is cut off or damaged")]
    public void Body_ThatIsNoPickle_IsNamed(string body, string problem)
    {
        using var server = new ScoreServer((_, _) => ScoreServer.Text(body));
        server.Failure(server.Options(ServiceDialect.Prompts)).ShouldContain(problem);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Refusal_OfAnyDialect_IsSaidInTheServicesWords(ServiceDialect dialect)
    {
        var isPickled = dialect is ServiceDialect.Prompts or ServiceDialect.Queries;
        using var server = new ScoreServer((_, _) => isPickled
            ? ScoreServer.Pickle(new() { ["error"] = "Entry 1: it is\u0007 no image." }, 400)
            : ScoreServer.Json(new { error = "Entry 1: it is\u0007 no image." }, 400));
        server.Failure(server.Options(dialect)).ShouldEndWith("refuses the request (400): \"Entry 1: it is no image\" (request of images 0 to 1).");
        server.Requests.Count.ShouldBe(1, "another try ends the same");
    }

    [Theory]
    [InlineData("""{"detail":"Not authenticated"}""", "\"Not authenticated\"")]
    [InlineData("""{"detail":[{"msg":"bad"}]}""", "[{\"msg\":\"bad\"}]")]
    [InlineData("""{"error":{"message":"no such model"}}""", "\"no such model\"")]
    [InlineData("""{"message":"x"}""", "\"x\"")]
    [InlineData("no healthy\n upstream\n", "refuses the request (418): \"no healthy upstream\"")]
    [InlineData("\u0001\u0002", "refuses the request (418) (request")]
    [InlineData("<html>teapot</html>", "refuses the request (418) (request")]
    public void Refusal_OfOthers_IsReadToo(string body, string words)
    {
        using var server = new ScoreServer((_, _) => ScoreServer.Text(body, 418));
        server.Failure().ShouldContain(words);
    }

    [Fact]
    public void Refusal_OfManyWords_IsCut()
    {
        using var server = new ScoreServer((_, _) => ScoreServer.Json(new { error = new string('x', 100_000) }, 400));
        server.Failure().Length.ShouldBeLessThan(400);
    }

    [Fact]
    public void Failure_OfOneRequestOfSeveral_NamesItsImagesAndStopsTheOthers()
    {
        using var server = new ScoreServer((request, reply) => request.Body.Contains("\"prompt 5\"", StringComparison.Ordinal)
            ? ScoreServer.Json(new { error = "no" }, 422)
            : reply);
        server.Failure(server.Options() with { ImagesPerRequest = 2, ParallelRequests = 1 }, images: 100).ShouldContain("\"no\" (request of images 4 to 5)");
        server.Requests.Count.ShouldBe(3);
    }
}
