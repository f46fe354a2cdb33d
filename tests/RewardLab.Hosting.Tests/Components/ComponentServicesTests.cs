using RewardLab.Abstractions;
using RewardLab.Hosting.Tests.Plugins;

namespace RewardLab.Hosting.Tests.Components;

/// <summary>What a plugin is offered works across its load context: files, recorded settings, and the logger of Microsoft.Extensions.Logging.</summary>
public sealed class ComponentServicesTests : IDisposable
{
    private readonly Workshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public void Logger_OfAPlugin_TellsLinesFromInformationOn()
    {
        Make(
            """
            context.Logger.LogLine("braces {stay}");
            context.Logger.LogDebug("unheard");
            context.Logger.LogInformation("{Count} things", 3);
            context.Logger.LogWarning("mind {Thing}", "the gap");
            context.Logger.LogError(new InvalidOperationException("no such luck"), "it broke");
            """);

        _workshop.Log.ShouldBe(
        [
            "braces {stay}",
            "3 things",
            "warning: mind the gap",
            "error: it broke: InvalidOperationException: no such luck",
        ]);
    }

    [Fact]
    public void Files_OfAPlugin_AreReadAsEverywhere()
    {
        var prompts = Path.Combine(_workshop.Root, "prompts.txt");
        File.WriteAllText(prompts, "two cats\na dog\n");
        var image = Path.Combine(_workshop.Root, "image.png").Replace("\\", "\\\\", StringComparison.Ordinal);

        Make(
            $$"""
            using (var file = File.Create("{{image}}"))
            {
                context.Images.WritePng(file, new ImageBatch(new byte[] { 1, 2, 3, 4, 5, 6 }, 2, 1, 1), 1);
            }

            context.Logger.LogLine(string.Join(" ", context.Images.Read("{{image}}").Pixels.ToArray()));
            context.Logger.LogLine(string.Join("; ", context.PromptFiles.Read("{{prompts.Replace("\\", "\\\\", StringComparison.Ordinal)}}")));
            """);

        _workshop.Log.ShouldBe(["4 5 6", "two cats; a dog"]);
    }

    [Fact]
    public void RecordedSettings_OfAPlugin_AreThoseOfTheRun()
    {
        Make("context.Logger.LogLine(context.RecordedSettings.GetOrAdd(\"size\", () => 7).ToString());", new Recorded());

        _workshop.Log.ShouldBe(["42"]);
    }

    [Fact]
    public void Provenance_OfAPlugin_IsKeptWithTheRun()
    {
        const string Statements = """
            context.Provenance.Keep(
                "here",
                new Dictionary<string, string> { ["model"] = "eye" },
                new Dictionary<string, double> { ["calls"] = 3 });
            """;
        Make(Statements);
        var kept = new Kept();
        Make(Statements, provenance: kept);

        kept.Lines.ShouldBe(["here: model=eye, calls=3"]);
    }

    private void Make(string statements, IRecordedSettings? settings = null, IProvenanceRecord? provenance = null)
    {
        PluginCompiler.Compile(
            Path.Combine(_workshop.UserPlugins, "Probe.dll"),
            "using Microsoft.Extensions.Logging;\n" + PluginSources.Attribute("test.probe") + $$"""

            [ExportEnsemble("probe")]
            public sealed class F : ComponentFactory<IEnsemble, NoOptions>
            {
                protected override IEnsemble Create(NoOptions options, ComponentContext context) { {{statements}} return new Probe(); }
            }

            public sealed class Probe : IEnsemble
            {
                public string Name => "probe";
                public double[] Combine(IReadOnlyList<double[]> rows) => rows[0];
            }
            """);
        var host = _workshop.StartTrusting();
        if (settings is not null)
        {
            host.RecordSettingsWith(settings);
        }

        if (provenance is not null)
        {
            host.KeepProvenanceWith(provenance);
        }

        host.Components.Create<IEnsemble>(new ComponentReference("probe")).ShouldNotBeNull();
    }

    private sealed class Kept : IProvenanceRecord
    {
        public List<string> Lines { get; } = [];

        public void Keep(string source, IReadOnlyDictionary<string, string> facts, IReadOnlyDictionary<string, double> amounts)
        {
            var all = facts.Select(fact => $"{fact.Key}={fact.Value}").Concat(amounts.Select(amount => $"{amount.Key}={amount.Value}"));
            Lines.Add($"{source}: {string.Join(", ", all)}");
        }
    }

    private sealed class Recorded : IRecordedSettings
    {
        public int GetOrAdd(string purpose, Func<int> choose) => purpose == "size" ? 42 : choose();
    }
}
