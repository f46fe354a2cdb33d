using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Prompts.LanguageModels.Cache;
using RewardLab.Prompts.LanguageModels.Calls;
using RewardLab.Prompts.LanguageModels.Services;
using RewardLab.Prompts.LanguageModels.Messages;

namespace RewardLab.Prompts.LanguageModels.Tests;

public sealed class CacheTests
{
    [Fact]
    public void Answer_OnceGiven_IsNotAskedForAgain()
    {
        using var bench = new Workbench(_ => ChatReply.List(4));
        var first = bench.Generate("three cats");
        var again = bench.Generate("three cats");

        bench.Server.Requests.Count.ShouldBe(1);
        again.ContrastivePrompts.ShouldBe(first.ContrastivePrompts);
        again.Provenance.ShouldBe(first.Provenance);
    }

    [Fact]
    public void CacheEntry_OfAnAnswer_HoldsAllThatIsKnown()
    {
        using var bench = new Workbench(_ => ChatReply.Text("[\"a\\u00e9\", \"b\", \"c\", \"d\"]"));
        var set = bench.Generate("three cats");

        using var json = JsonDocument.Parse(File.ReadAllText(bench.CacheFiles.ShouldHaveSingleItem()));
        var entry = json.RootElement;
        entry.GetProperty("model").GetString().ShouldBe("served-model");
        entry.GetProperty("askedModel").GetString().ShouldBe(LanguageModelOptions.DefaultModel);
        entry.GetProperty("endpoint").GetString().ShouldBe(new Uri(bench.Server.Address).Authority);
        entry.GetProperty("categories")[0].GetString().ShouldBe("counting");
        entry.GetProperty("answer").GetString().ShouldBe("[\"a\\u00e9\", \"b\", \"c\", \"d\"]");
        entry.GetProperty("finishReason").GetString().ShouldBe("stop");
        entry.GetProperty("inputTokens").GetInt64().ShouldBe(100);
        entry.GetProperty("outputTokens").GetInt64().ShouldBe(20);
        entry.GetProperty("areTokensEstimated").GetBoolean().ShouldBeFalse();
        entry.GetProperty("examplesSha256").GetString()!.Length.ShouldBe(64);
        entry.GetProperty("time").GetDateTimeOffset().Offset.ShouldBe(TimeSpan.Zero);
        set.Provenance.Kind.ShouldBe(PromptProvenanceKind.LanguageModel);
        set.Provenance.Source.ShouldBe("served-model");
        set.Provenance.Details["answer1Key"].ShouldBe(entry.GetProperty("key").GetString());
        set.Provenance.Details["answer1"].ShouldBe(entry.GetProperty("answer").GetString());
    }

    [Fact]
    public void Tokens_NotCountedByTheService_AreEstimated()
    {
        using var bench = new Workbench(_ => ChatReply.Text("[\"w\", \"x\", \"y\", \"z\"]", hasUsage: false));
        bench.Generate("three cats");
        using var json = JsonDocument.Parse(File.ReadAllText(bench.CacheFiles.ShouldHaveSingleItem()));
        json.RootElement.GetProperty("areTokensEstimated").GetBoolean().ShouldBeTrue();
        json.RootElement.GetProperty("outputTokens").GetInt64().ShouldBe(5);
    }

    [Fact]
    public void CacheKey_AnyOptionThatChangesTheAnswer_IsAnother()
    {
        using var bench = new Workbench(_ => ChatReply.List(6));
        var examples = Path.Combine(bench.Cache, "mine.yaml");
        File.WriteAllText(examples, "categories:\n  - name: counting\n    examples:\n      - prompt: one hat\n        outputs: [two hats]\n");
        Func<LanguageModelOptions, LanguageModelOptions>[] changes =
        [
            options => options,
            options => options with { Model = "other" },
            options => options with { Temperature = 0.5 },
            options => options with { FrequencyPenalty = 0.2 },
            options => options with { TopP = 0.9 },
            options => options with { Seed = 7 },
            options => options with { ReasoningEffort = "low" },
            options => options with { Categories = ["colors"] },
            options => options with { Count = 3 },
            options => options with { Examples = examples },
            options => options with { Endpoint = options.Endpoint + "/v2" },
        ];
        foreach (var change in changes)
        {
            bench.Generate("three cats", change);
        }

        bench.Server.Requests.Count.ShouldBe(changes.Length);
        bench.Generate(
            "three cats", options => options with { MaxTokens = 5_000, MaxAnswerTokens = 1_000, TimeoutSeconds = 9, Endpoint = options.Endpoint + "/" });
        bench.Server.Requests.Count.ShouldBe(changes.Length, "bounds determine no answer");
    }

    [Fact]
    public void Key_OfThePapersModel_IsWhatItWas()
    {
        // Answers of a model that is no longer served cannot be had again: what is cached must stay found.
        var question = new Question("contrasts", "three cats", "instruction", "data", 4);
        var options = new LanguageModelOptions { Model = "gpt-4-0613", Temperature = 0, FrequencyPenalty = 0.2 };
        AnswerKey.Create(question, ServiceAddress.Parse(LanguageModelOptions.DefaultEndpoint, "Generator 'llm'"), options).ShouldBe(
            "778e582db775e7341dd1df6897c3b9ec02a517a589bba0ff6b283cfc99ac34aa");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"key\": \"x\"}")]
    public void Entry_Damaged_IsAskedForAgainAndMended(string text)
    {
        using var bench = new Workbench(_ => ChatReply.List(4));
        bench.Generate("three cats");
        var file = bench.CacheFiles.ShouldHaveSingleItem();
        var whole = File.ReadAllText(file).Length;
        File.WriteAllText(file, text);

        bench.Generate("three cats").ContrastivePrompts.Count.ShouldBe(4);

        bench.Server.Requests.Count.ShouldBe(2);
        bench.CacheFiles.ShouldHaveSingleItem();
        File.ReadAllText(file).Length.ShouldBeInRange(whole - 20, whole + 20);
    }

    [Fact]
    public void Entry_OfAnotherQuestion_IsNotTaken()
    {
        using var bench = new Workbench(request => ChatReply.List(4, request.Prompt));
        bench.Generate("three cats");
        var file = bench.CacheFiles.ShouldHaveSingleItem();
        bench.Generate("three dogs");
        var other = bench.CacheFiles.Single(path => path != file);
        File.Copy(other, file, overwrite: true);

        bench.Generate("three cats").ContrastivePrompts[0].ShouldBe("three cats number 1");
    }

    [Fact]
    public void Generate_OfflineAndCached_OpensNoConnection()
    {
        using var bench = new Workbench(request => request.IsClassification ? ChatReply.Text("[\"counting\"]") : ChatReply.List(4));
        var live = bench.Generate("three cats", options => options with { Categories = [] });
        var connections = bench.Server.Connections;

        var replayed = bench.Generate("three cats", options => options with { Categories = [], Offline = true });
        var refusal = bench.Refusal("three dogs", options => options with { Categories = [], Offline = true });

        replayed.ContrastivePrompts.ShouldBe(live.ContrastivePrompts);
        refusal.ShouldContain("'offline'");
        bench.Server.Connections.ShouldBe(connections);
    }

    [Fact]
    public void Generate_OfflineAndCached_NeedsNoKey()
    {
        using var bench = new Workbench(_ => ChatReply.List(4));
        bench.Refusal("three cats", options => options with { Endpoint = LanguageModelOptions.DefaultEndpoint, Offline = true }).ShouldContain("'offline'");
    }
}
