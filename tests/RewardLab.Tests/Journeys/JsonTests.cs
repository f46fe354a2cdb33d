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
