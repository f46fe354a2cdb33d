using System.Globalization;
using System.Text;
using RewardLab.Serving.Tests;

namespace RewardLab.Web.Tests.Rewards;

/// <summary>The program asks itself: what the reward "http" gets from 'rewards serve' is what the reward gives in the process.</summary>
public sealed class HttpRewardTests : IDisposable
{
    private const string Secret = "sesame-0123456789";

    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public void Score_OverEveryDialect_EqualsScoreToTheLastBit()
    {
        var pairs = ServedRewards.GoldenPairs().Select(pair => (pair.File, pair.Prompt.Replace("café ", "", StringComparison.Ordinal)));
        _workplace.Write("pairs.csv", "image,prompt\n" + string.Concat(pairs.Select(pair => $"{pair.File},{pair.Item2}\n")));
        string[] paired = ["--prompts", _workplace["pairs.csv"], "--textnorm", "rules"];
        string[] matrix = ["--images", GoldenBodies.PathOf("image*.png"), "--prompt", "two cats", "--textnorm", "rules"];
        var (ofPairs, ofMatrix) = (Score("toybox-clip", paired), Score("toybox-clip", matrix));
        ofPairs.Length.ShouldBe(3);

        using var served = new ServedRewards(_workplace, "--reward", "toybox-pickscore", "--reward", "toybox-clip");
        foreach (var dialect in new[] { "v1", "score", "compute", "prompts", "queries" })
        {
            Score("http", [.. paired, .. Options(served.Url, "toybox-clip", dialect)]).ShouldBe(ofPairs, dialect);
        }

        Score("http", [.. matrix, .. Options(served.Url, "toybox-clip", "v1")]).ShouldBe(ofMatrix);
    }

    [Fact]
    public void Experiment_WithRewardsOfAService_EndsInTheScoresOfLocalOnes()
    {
        using var served = new ServedRewards(_workplace, "--reward", "toybox-clip", "--reward", "toybox-pickscore", "--reward", "toybox-truth");
        var remote = Experiment("remote", reward => $"{{ id: http, url: \"{served.Url}\", reward: {reward}, imagesPerRequest: 64 }}");
        var local = Experiment("local", reward => reward);
        remote.ShouldBe(local);
        remote.Length.ShouldBe(16);
    }

    [Fact]
    public void FineTuning_WithAHeldOutRewardOfAService_MeasuresWhatALocalOneDoes()
    {
        _workplace.Write("token", Secret);
        _workplace.Environment["REWARD_TOKEN"] = Secret;
        using var served = new ServedRewards(
            _workplace, "--reward", "toybox-truth", "--reward", "toybox-clip", "--listen", "0.0.0.0:0", "--token-file", _workplace["token"]);
        var url = new UriBuilder(served.Url) { Host = "127.0.0.1" }.Uri;
        _workplace.Write(
            "tune.csx",
            $$"""
            RecipeReward Served(string reward, string dialect) =>
                Lab.Reward("http", new { url = "{{url}}", reward, dialect, tokenVariable = "REWARD_TOKEN" });
            var options = new { name = "tuned", epochs = 1, samplesPerEpoch = 4, numInferenceSteps = 3, evaluationInterval = 1, evaluationImages = 2 };
            Lab.Algorithm("ddpo", options)
                .Run(
                    Lab.ImageModel("toybox", new { device = "cpu" }),
                    Lab.TextNorm(Served("toybox-clip", "v1"), "rules"),
                    ["a cat", "two balls"],
                    [Served("toybox-truth", "score").Named("remote"), Lab.Reward("toybox-truth").Named("local")]);
            """);
        var outcome = _workplace.Run("run", "tune.csx", "--runs", "runs");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        var run = Directory.GetDirectories(_workplace["runs"]).ShouldHaveSingleItem();
        var evaluations = File.ReadAllLines(Path.Combine(run, "events.jsonl"), Encoding.UTF8)
            .Where(line => line.Contains("\"remote\"", StringComparison.Ordinal)).ToArray();
        evaluations.ShouldNotBeEmpty();
        foreach (var line in evaluations)
        {
            Series(line, "remote").ShouldBe(Series(line, "local"));
        }

        File.ReadAllText(Path.Combine(run, "run.yaml"), Encoding.UTF8).ShouldContain("rewardlab.rewards.http");
        foreach (var file in Directory.EnumerateFiles(run, "*", SearchOption.AllDirectories))
        {
            Encoding.Latin1.GetString(File.ReadAllBytes(file)).ShouldNotContain(Secret, Case.Sensitive, file);
        }
    }

    [Fact]
    public void Score_OfAServiceThatIsNotThereOrDoesNotServeIt_SaysWhatToDo()
    {
        using var closed = new ClosedPort();
        Failure(Options(closed.Address, "toybox-clip", "v1"), "--set", "http.attempts=1")
            .ShouldContain($"start the service, for example with 'rewardlab rewards serve --reward toybox-clip --port {closed.Address.Port}'");
        using var served = new ServedRewards(_workplace, "--reward", "toybox-clip", "--no-pickle");
        Failure(Options(served.Url, "clip", "v1"))
            .ShouldContain("cannot score image 0 against \"two cats\": \"There is no such reward. These are served: toybox-clip\"");
        Failure(Options(served.Url, "clip", "compute")).ShouldContain("answers 404: \"There is no reward 'clip'. These are served: toybox-clip\"");
        Failure(Options(served.Url, "toybox-clip", "prompts")).ShouldContain("refuses the request (415): \"Pickled bodies are not read by this service.");
    }

    private static string[] Options(Uri url, string reward, string dialect) =>
        ["--set", $"http.url={url}", "--set", $"http.reward={reward}", "--set", $"http.dialect={dialect}"];

    // What stands behind a name in an event, up to the next one.
    private static string Series(string line, string name)
    {
        var start = line.IndexOf($"\"{name}\"", StringComparison.Ordinal) + name.Length + 2;
        return line[start..(line.IndexOfAny(['}', ']'], start) + 1)];
    }

    // The rows of scores, without their heading: it names the reward.
    private string[] Score(string reward, params string[] arguments)
    {
        var outcome = _workplace.Run(["score", "--reward", reward, "--csv", _workplace["scores.csv"], "--force", .. arguments]);
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        return [.. File.ReadAllLines(_workplace["scores.csv"], Encoding.UTF8).Skip(1)];
    }

    private string Failure(params string[] arguments)
    {
        var outcome = _workplace.Run(["score", "--reward", "http", "--images", GoldenBodies.PathOf("image0.png"), "--prompt", "two cats", .. arguments]);
        outcome.ExitCode.ShouldBe(1, outcome.Output);
        return outcome.Error;
    }

    private string Failure(string[] options, params string[] more) => Failure([.. options, .. more]);

    private string[] Experiment(string name, Func<string, string> reward)
    {
        _workplace.Write($"{name}.yaml", string.Create(CultureInfo.InvariantCulture, $"""
            model: {"{"} id: toybox, numInferenceSteps: 4 {"}"}
            prompts: [two cats, three apples]
            reward:
              ensemble: uncertainty
              lambda: 0.5
              members:
              - textNorm: {"{"} reward: {reward("toybox-clip")} {"}"}
                generator: counting
              - textNorm: {"{"} reward: {reward("toybox-pickscore")} {"}"}
                generator: counting
            optimizer: {"{"} id: best-of-n, pool: 8, counts: [1, 8], topK: 2 {"}"}
            heldOut:
              held out: {"{"} reward: {reward("toybox-truth")} {"}"}
            """));
        var outcome = _workplace.Run("run", $"{name}.yaml", "--runs", name);
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        var run = Directory.GetDirectories(_workplace[name]).ShouldHaveSingleItem();
        return [.. File.ReadAllLines(Path.Combine(run, "bestofn", "scores.csv"), Encoding.UTF8).Skip(1)];
    }
}
