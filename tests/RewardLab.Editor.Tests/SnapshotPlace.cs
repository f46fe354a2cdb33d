using RewardLab.Abstractions;
using RewardLab.Reports.Charts;
using RewardLab.Reports.Documents;
using RewardLab.Runs.Scores;
using RewardLab.Runs.Store;
using RewardLab.Runs.Tables;

namespace RewardLab.Editor.Tests;

/// <summary>What the stored screens show: recipes with presets and errors, an experiment, a plugin, a run; made once, and copied for each screen.</summary>
public sealed class SnapshotPlace : IDisposable
{
    private readonly string _place = Directory.CreateTempSubdirectory("rewardlab-screens-").FullName;

    public SnapshotPlace()
    {
        Write(
            "recipes/01-count.csx",
            "// Draws and counts.\n// A second line.\nvar n = Lab.Param(\"n\", 16, \"images per prompt\", min: 1, max: "
            + "64);\nvar method = Lab.Param(\"method\", \"fast\", \"how\", [\"fast\", \"slow\"]);\nvar isDry = Lab.Param(\"isDry\", false, "
            + "\"draw nothing\");\nvar file = Lab.Param(\"promptFile\", \"\", \"a file of prompts\");\nLab.Log($\"{n} {method} {isDry}\");\n");
        Write("recipes/02-broken.csx", "var x = ;\n");
        Write("recipes/presets/01-count/small.yaml", "n: 4\n");
        Write("recipes/presets/01-count/wrong.yaml", "m: 4\n");
        Write(
            "recipes/experiments/tune.yaml",
            "model: painter\nprompts: [two cats, three balls]\nreward: { ensemble: mean, members: [{ textNorm: { reward: warm }, generator: rules, tau: "
            + "0.3 }, { reward: cold }] }\noptimizer: { id: climb, steps: 4 }\nheldOut: { truth: { reward: truth } }\n");
        PluginCompiler.Compile(Path.Combine(_place, "plugins", "Acme.Calm.dll"), PluginSources.Attribute("acme.calm") + PluginSources.Ensemble("calm"));
        Run();
    }

    /// <summary>Makes a folder a copy of it.</summary>
    public void CopyTo(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(_place, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(_place, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public void Dispose() => Directory.Delete(_place, recursive: true);

    private void Run()
    {
        using var run = new RunStore(Path.Combine(_place, "runs"), new ManualTime())
            .Create(new RunRecord { Recipe = new RunRecipe { Name = "tuning", Path = "recipes/tuning.csx" } });
        for (var epoch = 1; epoch <= 40; epoch++)
        {
            run.Emit(new EventRecord(EventKinds.FineTuningEpoch)
            {
                Series = "ddpo",
                Position = new EventPosition("epoch", epoch),
                Metrics = [RunMetric.Proxy(Math.Sqrt(epoch)), new RunMetric("loss", 1.0 / epoch) { IsPrimary = true }],
            });
        }

        run.Log("tuned");
        byte[] pixels =
        [
            .. Enumerable.Range(0, 4).SelectMany(
                image => Enumerable.Range(0, 16 * 16).SelectMany(pixel => new[] { (byte)(pixel % 16 * 16), (byte)(pixel / 16 * 16), (byte)(image * 60) })),
        ];
        var paths = run.SaveImages(0, "two cats", new ImageBatch(pixels, 4, 16, 16));
        run.SaveScores(new ScoreTable(
            "clip",
            paths,
            ["two cats", "two cats", "two cats", "two cats"],
            [ScoreColumn.Reward("clip", [0.5f, 0.25f, 0.75f, 1]), ScoreColumn.GroundTruth([1, 0, 1, 1])]));
        var map = new HeatMapChart("AUROC by count", ["two", "three"], ["cats", "balls"], [[0.91, 0.5], [null, 0.75]]);
        using (var png = run.CreateFile("charts/map.png"))
        {
            map.WritePng(png);
        }

        ReportWriter.Write(
            run,
            [
                new ReportTable(
                    new ResultTable("Rewards", ["reward", "AUROC", "images"], [["clip", "0.612 [0.58, 0.64]", 30], ["TextNorm", "0.792 [0.77, 0.81]", 4]])),
                new ReportFigure(map.Title, "charts/map.png", "a map") { HeatMap = map },
            ]);
        run.Complete();
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(_place, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
