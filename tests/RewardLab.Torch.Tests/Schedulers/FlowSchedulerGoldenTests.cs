using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Torch.Schedulers;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Schedulers;

public sealed class FlowSchedulerGoldenTests
{
    private const string ConfigPrefix = "scheduler_config.";
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden", "flow_euler");

    [Fact]
    public void Constructor_EveryConfig_HasTheReferencesTrainingSchedule()
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenFixture("flow_euler");
        foreach (var name in Configs())
        {
            var scheduler = Open(name);
            scheduler.TrainSigmas.ToArray().ShouldBe(golden[$"init.{name}.sigmas"].data<float>().ToArray(), name);
            Array.ConvertAll(scheduler.TrainSigmas.ToArray(), sigma => sigma * 1000).ShouldBe(golden[$"init.{name}.timesteps"].data<float>().ToArray(), name);
        }
    }

    [Fact]
    public void Schedule_EveryCase_IsTheReferencesBitForBit()
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenFixture("flow_euler");
        using var cases = JsonDocument.Parse(TextFile.Read(Path.Combine(Folder, "cases.json")));
        cases.RootElement.GetArrayLength().ShouldBeGreaterThan(20);
        foreach (var entry in cases.RootElement.EnumerateArray())
        {
            var key = entry.GetProperty("key").GetString()!;
            var scheduler = Open(entry.GetProperty("config").GetString()!);
            double? mu = entry.GetProperty("mu") is { ValueKind: JsonValueKind.Number } given ? given.GetDouble() : null;
            var schedule = entry.GetProperty("sigmas_given") is { ValueKind: JsonValueKind.Array } sigmas ? scheduler.ScheduleOf(Doubles(sigmas), mu)
                : entry.GetProperty("timesteps_given") is { ValueKind: JsonValueKind.Array } timesteps ? scheduler.ScheduleAt(Doubles(timesteps), mu)
                : scheduler.Schedule(entry.GetProperty("num_inference_steps").GetInt32(), mu);
            schedule.Sigmas.ShouldBe(golden[$"{key}.sigmas"].data<float>().ToArray(), key);
            schedule.Timesteps.ShouldBe(golden[$"{key}.timesteps"].data<float>().ToArray(), key);
            if (entry.GetProperty("image_seq_len") is { ValueKind: JsonValueKind.Number } tokens)
            {
                scheduler.Mu(tokens.GetInt32()).ShouldBe(mu!.Value, 1e-12);
            }
        }
    }

    [Fact]
    public void Step_ReferenceChains_GiveReferenceLatents()
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenFixture("flow_euler");
        var scheduler = Open("shift3");
        foreach (var key in golden.Keys.Where(key => key.StartsWith("chain.", StringComparison.Ordinal) && key.EndsWith(".sigmas", StringComparison.Ordinal)))
        {
            var chain = key[..^".sigmas".Length];
            Walk(golden, scheduler, chain, null);
        }

        Walk(golden, new FlowScheduler(scheduler.Config with { SamplesStochastically = true }), "stochastic", golden["stochastic.noises"]);
        golden.Report("chains");
    }

    [Fact]
    public void AddNoise_ReferenceSamples_GivesReferenceOutputs()
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenFixture("flow_euler");
        foreach (var key in golden.Keys.Where(
            key => key.StartsWith("scale_noise.", StringComparison.Ordinal) && key.EndsWith(".out", StringComparison.Ordinal)))
        {
            var name = key[..^".out".Length];
            var chain = "chain" + name["scale_noise".Length..];
            var sample = golden[$"{name}.sample"];
            var sigmas = golden[$"{chain}.sigmas"].narrow(0, 0, golden[$"{name}.timesteps"].numel());
            golden.Check(key, FlowScheduler.AddNoise(sample, golden[$"{name}.noise"], sigmas), GoldenFixture.OutputLimit);
        }

        golden.Report("noised");
    }

    [Fact]
    public void Config_WrittenAndRead_IsTheSame()
    {
        foreach (var name in Configs())
        {
            var config = FlowSchedulerConfig.Load(Path.Combine(Folder, $"{ConfigPrefix}{name}.json"));
            FlowSchedulerConfig.Parse(config.ToJson(), name).ShouldBe(config);
        }
    }

    [Fact]
    public void Schedule_ImpossibleRequests_AreRefused()
    {
        var scheduler = Open("shift3");
        Should.Throw<RewardLabException>(() => scheduler.Schedule(0)).Message.ShouldContain("1 to 1000");
        Should.Throw<RewardLabException>(() => scheduler.Schedule(1001)).Message.ShouldContain("1 to 1000");
        Should.Throw<RewardLabException>(() => scheduler.ScheduleOf([0.5, 0.7])).Message.ShouldContain("must fall");
        Should.Throw<RewardLabException>(() => scheduler.ScheduleAt([])).Message.ShouldContain("must fall");
        Should.Throw<RewardLabException>(() => Open("flux_dynamic").Schedule(4)).Message.ShouldContain("mu");
    }

    [Theory]
    [InlineData("""{"shift": 0}""", "shift")]
    [InlineData("""{"use_karras_sigmas": true, "use_beta_sigmas": true}""", "use_beta_sigmas")]
    [InlineData("""{"_class_name": "DDIMScheduler"}""", "_class_name")]
    [InlineData("""{"surprise": 3}""", "surprise")]
    public void Parse_UnsupportedSetting_IsRefusedByName(string json, string key) =>
        Should.Throw<RewardLabException>(() => FlowSchedulerConfig.Parse(json, "scheduler_config.json")).Message.ShouldContain(key);

    private static void Walk(GoldenFixture golden, FlowScheduler scheduler, string chain, Tensor? noises)
    {
        var expected = golden[$"{chain}.latents"];
        var outputs = golden[$"{chain}.model_outputs"];
        var schedule = new FlowSchedule(golden[$"{chain}.sigmas"].data<float>().ToArray(), new float[outputs.shape[0]]);
        var states = new List<Tensor> { expected[0] };
        for (var i = 0; i < outputs.shape[0]; i++)
        {
            states.Add(scheduler.Step(outputs[i], schedule, i, states[^1], noises?[i]));
        }

        golden.Check($"{chain}.latents", stack(states), GoldenFixture.OutputLimit);
    }

    private static IEnumerable<string> Configs() => Directory.EnumerateFiles(Folder, $"{ConfigPrefix}*.json")
        .Select(path => Path.GetFileName(path)[ConfigPrefix.Length..^".json".Length]).Order(StringComparer.Ordinal);

    private static FlowScheduler Open(string name) => new(FlowSchedulerConfig.Load(Path.Combine(Folder, $"{ConfigPrefix}{name}.json")));

    private static double[] Doubles(JsonElement list) => [.. list.EnumerateArray().Select(value => value.GetDouble())];
}
