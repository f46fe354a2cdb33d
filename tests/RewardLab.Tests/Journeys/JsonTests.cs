using System.Text.Json;

namespace RewardLab.Tests.Journeys;

public sealed class JsonTests : IDisposable
{
    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Theory]
    [InlineData("runs list", "id")]
    [InlineData("recipes list", "name")]
    [InlineData("models list", "id")]
    [InlineData("data list", "id")]
    [InlineData("plugins list", "id")]
    [InlineData("components list", "plugin")]
    public void List_AsJson_IsAnArrayOfObjects(string command, string key)
    {
        Fill();
        var items = Json(command).EnumerateArray().ToArray();
        items.ShouldNotBeEmpty();
        items.ShouldAllBe(item => item.GetProperty(key).GetString()!.Length > 0);
    }

    [Theory]
    [InlineData("runs show aaaa", "parameters")]
    [InlineData("recipes show count", "parameters")]
    [InlineData("plugins show rewardlab.rewards.clip", "components")]
    [InlineData("components show clip", "components")]
    [InlineData("runs compare aaaa bbbb", "tables")]
    public void Show_AsJson_IsAnObject(string command, string key)
    {
        Fill();
        Json(command).TryGetProperty(key, out _).ShouldBeTrue();
    }

    [Fact]
    public void PromptsShow_AsJson_IsAnObject() =>
        Json("prompts show --generator counting", "three cats").GetProperty("contrastivePrompts").GetArrayLength().ShouldBeGreaterThan(1);

    [Fact]
    public void RunsList_AsJson_HasNumbersAndTimesInUtc()
    {
        Fill();
        var run = Json("runs list").EnumerateArray().Single(one => one.GetProperty("id").GetString()!.EndsWith("aaaa", StringComparison.Ordinal));
        run.GetProperty("seed").GetUInt64().ShouldBe(ulong.MaxValue);
        run.GetProperty("durationSeconds").GetDouble().ShouldBe(12.5);
        run.GetProperty("started").GetString().ShouldBe("2026-01-01T10:00:00Z");
        run.GetProperty("status").GetString().ShouldBe("completed");
        run.GetProperty("name").GetString().ShouldBe("two\u001b[2Jcats");
    }

    [Fact]
    public void BenchRun_AsJson_HasItsTables()
    {
        _workplace.Write("pets.csv", "prompt,image,label_1,label_2\nP,1.png,1,1\nP,2.png,0,0\nP,3.png,1,0\n");
        _workplace.Write("s.csv", "image,prompt,good\n1.png,P,4\n2.png,P,1\n3.png,P,3\n");
        var tables = Json("bench run pets.csv --scores s.csv").GetProperty("tables").EnumerateArray().ToArray();
        tables.ShouldContain(table => table.GetProperty("title").GetString()!.StartsWith("pets: rewards against people's labels", StringComparison.Ordinal));
        var row = tables.SelectMany(table => table.GetProperty("rows").EnumerateArray()).First(one => one.TryGetProperty("AUROC", out _));
        row.GetProperty("AUROC").GetProperty("value").GetDouble().ShouldBe(1);
        row.GetProperty("AUROC").GetProperty("low").ValueKind.ShouldBe(JsonValueKind.Null, "one prompt has no interval");
    }

    [Fact]
    public void Doctor_AsJson_SaysWhatWorksAndWhatToDo()
    {
        var report = Json("doctor");
        report.GetProperty("isUsable").GetBoolean().ShouldBeTrue();
        var lines = report.GetProperty("checks").EnumerateArray().ToDictionary(
            check => check.GetProperty("title").GetString()!, check => check.GetProperty("lines").EnumerateArray().ToArray(), StringComparer.Ordinal);
        lines["libtorch"].ShouldContain(line => line.GetProperty("label").GetString() == "Device cpu" && line.GetProperty("status").GetString() == "good");

        _workplace.Write("file", "");
        var broken = _workplace.Run("doctor", "--json", "--runs", _workplace["file/runs"]);
        broken.ExitCode.ShouldBe(1);
        using var problems = JsonDocument.Parse(broken.Output);
        problems.RootElement.GetProperty("isUsable").GetBoolean().ShouldBeFalse();
        problems.RootElement.GetProperty("checks").EnumerateArray().SelectMany(check => check.GetProperty("lines").EnumerateArray())
            .Single(line => line.GetProperty("status").GetString() == "problem").GetProperty("advice").GetString()!.ShouldContain("--runs");
    }

    [Fact]
    public void DataVerify_AsJson_NamesEachFile()
    {
        _workplace.Write("tia2/prompts/prompt_set_counting.json", "{}");
        var verified = _workplace.Run("data", "verify", "tia2", "--json");
        verified.ExitCode.ShouldBe(1);
        using var document = JsonDocument.Parse(verified.Output);
        document.RootElement.GetProperty("isGood").GetBoolean().ShouldBeFalse();
        var files = document.RootElement.GetProperty("files").EnumerateArray().ToArray();
        files.ShouldContain(file => file.GetProperty("problem").GetString() == "missing");
        files.Single(file => file.GetProperty("name").GetString() == "prompts/prompt_set_counting.json")
            .GetProperty("problem").GetString().ShouldBe("differs from what was published");
    }

    // Whoever reads results by a program finds the option at each command that has results to read.
    [Theory]
    [InlineData("bench run")]
    [InlineData("bench tia2")]
    [InlineData("bench tia2 published")]
    [InlineData("data list")]
    [InlineData("data verify")]
    [InlineData("doctor")]
    [InlineData("models list")]
    [InlineData("models verify")]
    [InlineData("models where")]
    [InlineData("plugins list")]
    [InlineData("plugins show")]
    [InlineData("prompts show")]
    [InlineData("recipes list")]
    [InlineData("recipes show")]
    [InlineData("runs compare")]
    [InlineData("runs list")]
    [InlineData("runs show")]
    [InlineData("study links")]
    [InlineData("study show")]
    public void Command_WithResults_TakesJson(string command) =>
        _workplace.Run([.. command.Split(' '), "--help"]).Output.ShouldMatch("--json +print JSON instead of text");

    [Fact]
    public void List_WhereThereIsNothing_IsAnEmptyArray() => Json("runs list").GetArrayLength().ShouldBe(0);

    private JsonElement Json(string command, params string[] more)
    {
        var outcome = _workplace.Run([.. command.Split(' '), .. more, "--json"]);
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        outcome.Output.ShouldNotContain("\u001b");
        using var document = JsonDocument.Parse(outcome.Output);
        return document.RootElement.Clone();
    }

    private void Fill()
    {
        _workplace.Write("recipes/01-count.csx", "// Counts.\nvar n = Lab.Param(\"steps\", 3, \"how many\");\n");
        foreach (var id in (string[])["20260101-000000-first-aaaa", "20260101-000000-second-bbbb"])
        {
            _workplace.Write(
                $"runs/{id}/run.yaml",
                "status: completed\nstarted: 2026-01-01T12:00:00+02:00\ndurationSeconds: 12.5\nrecipe:\n  name: r\n  path: r.csx\n  sha256: ab\n"
                + $"parameters:\n  n: 4\nseed: {ulong.MaxValue}\n");
            _workplace.Write($"runs/{id}/run-notes.json", """{"name": "two\u001b[2Jcats"}""");
        }
    }
}
