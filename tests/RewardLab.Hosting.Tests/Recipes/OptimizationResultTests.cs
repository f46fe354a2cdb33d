using RewardLab.Abstractions;
using RewardLab.Evaluation.Histories;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Reports.Documents;

namespace RewardLab.Hosting.Tests.Recipes;

/// <summary>What an algorithm leaves in the run, as recipes get it.</summary>
public sealed class OptimizationResultTests : LabFixture
{
    [Fact]
    public void Run_OfAFineTuning_ReturnsHistoryCheckpointsAndAdapter()
    {
        Place.Catalog.Add<IAlgorithm>("tune", _ => new Tuning("mine"));
        var log = Place.Execute(TwoPools + """
            var result = Lab.Algorithm("tune", new { name = "mine" }).Run(model, raw, ["a"], [truth]);
            Lab.Log($"{result.History.Chosen} {result.FineTunings.Count} {Path.GetFileName(Path.GetDirectoryName(result.Adapter))}");
            Lab.Log(string.Join(' ', result.Checkpoints.Select(one => $"{one.Epoch}:{Path.GetFileName(one.Folder)}")));
            """);
        log.ShouldBe("20 1 mine\n10:epoch-00010 20:epoch-00020");
    }

    [Fact]
    public void Run_OfASweep_ReturnsEachTrainingAndTheBestAdapter()
    {
        Place.Catalog.Add<IAlgorithm>("tune", _ => new Tuning("mine/beta-0", "mine/beta-1") { Sweep = "mine" });
        var log = Place.Execute(TwoPools + """
            var result = Lab.Algorithm("tune", new { name = "mine" }).Run(model, raw, ["a"], [truth]);
            Lab.Log($"{result.History is null} {string.Join(' ', result.FineTunings.Select(one => one.Name))} {Path.GetFileName(Path.GetDirectoryName(result.Adapter))}");
            """);
        log.ShouldBe("True mine/beta-0 mine/beta-1 mine");
    }

    [Fact]
    public void Run_OfAFineTuning_StandsInTheReportWithoutBeingAsked()
    {
        Place.Catalog.Add<IAlgorithm>("tune", _ => new Tuning("mine"));
        var items = Items("Lab.Algorithm(\"tune\", new { name = \"mine\" }).Run(model, raw, [\"a\"], [truth]); Lab.Note(\"last words\");");

        items.OfType<ReportTable>().Single().Table.Title.ShouldBe("tuning against raw");
        items.OfType<ReportFigure>().Single().ImagePath.ShouldBe("charts/mine-curves.png");
        items.OfType<ReportNote>().First().Text.ShouldBe("last words");
    }

    [Fact]
    public void Report_OfAFineTuning_StandsWhereItIsAskedAndOnce()
    {
        Place.Catalog.Add<IAlgorithm>("tune", _ => new Tuning("mine"));
        var items = Items(
            "var result = Lab.Algorithm(\"tune\", new { name = \"mine\" }).Run(model, raw, [\"a\"], [truth]); result.Report(\"My title\"); "
            + "Lab.Note(\"last words\");");

        items.OfType<ReportTable>().Single().Table.Title.ShouldBe("My title");
        items[^1].ShouldBeOfType<ReportNote>().Text.ShouldBe("last words");
        items.OfType<ReportFigure>().Single().Caption.ShouldContain("Chosen: epoch 20");
    }

    [Fact]
    public void Load_AnEarlierFineTuning_ShowsItAndSeveralSeedsAsABand()
    {
        new Tuning("first", "second").Write(Place.Run.Folder);
        var items = Items($$"""
            var trainings = new[] { "first", "second" }.Select(name => Lab.Load.FineTuning(@"{{Place.Run.Folder}}/" + name)).ToArray();
            trainings[0].Report("The first");
            Lab.Charts.FineTunings("seeds", trainings, "Two seeds");
            """);
        items.OfType<ReportFigure>().Select(figure => figure.ImagePath).ShouldBe(["charts/first-curves.png", "charts/seeds.png"]);
        Should.Throw<RewardLabException>(() => Place.Execute($"Lab.Load.FineTuning(@\"{Place.Path}/none\");")).Message.ShouldContain("there is no such file");
    }

    [Fact]
    public void Run_OfBestOfN_ReturnsItsCurveAndShowsIt()
    {
        Directory.CreateDirectory(Place.Run.Folder);
        Place.Catalog.Add<IAlgorithm>("best", _ => new Selecting());
        var items = Items("var result = Lab.Algorithm(\"best\").Run(model, raw, [\"a\"], [truth]); "
            + "Lab.Log($\"{result.BestOfN.Reward} {result.BestOfN.Points[1].N} {result.BestOfN.Points[1].HeldOut[\"truth\"]} {result.History is null}\"); "
            + "Lab.Algorithm(\"best\").Run(model, raw, [\"a\"], [truth]);");

        Place.Run.Lines.ShouldHaveSingleItem().ShouldBe("raw 4 0.75 True");
        items.OfType<ReportTable>().First().Table.Title.ShouldBe("Best of n by raw, unbiased from whole pools, mean over 2 prompts");
        items.OfType<ReportFigure>().Select(figure => figure.ImagePath).ShouldBe(
            ["charts/best-of-n.png", "charts/best-of-n-truth.png", "charts/best-of-n-2.png", "charts/best-of-n-2-truth.png"]);
    }

    [Fact]
    public void Run_InARunThatHoldsWhatLaterCallsLeft_ReturnsItsOwn()
    {
        Directory.CreateDirectory(Place.Run.Folder);
        Place.Catalog.Add<IAlgorithm>("nothing", _ => new Tuning());
        Place.Catalog.Add<IAlgorithm>("tune", _ => new Tuning("mine"));
        Place.Catalog.Add<IAlgorithm>("best", _ => new Selecting());
        const string Text = TwoPools + """
            foreach (var id in new[] { "nothing", "tune", "best", "nothing" })
            {
                var result = Lab.Algorithm(id).Run(model, raw, ["a"], [truth]);
                Lab.Log($"{id} {string.Join(' ', result.FineTunings.Select(one => one.Name))} {result.BestOfN?.Reward}");
            }
            """;
        const string Expected = "nothing  \ntune mine \nbest  raw\nnothing  ";

        Place.Execute(Text).ShouldBe(Expected);
        Place.Run.Lines.Clear();
        Place.Execute(Text).ShouldBe(Expected, "as it is resumed");
    }

    private IReadOnlyList<ReportItem> Items(string text)
    {
        var recipe = new RecipeCompiler(cacheFolder: null).Compile(Place.Write("recipe.csx", TwoPools + text), TestContext.Current.CancellationToken);
        return RecipeRunner.Run(recipe, RecipeArguments.Resolve(recipe.Info), Place.Services(), TestContext.Current.CancellationToken);
    }

    /// <summary>Leaves the files of fine-tunings behind.</summary>
    private sealed class Tuning(params string[] names) : IAlgorithm
    {
        public string Name => "tuning";

        /// <summary>The folder that gets the best adapter of a sweep.</summary>
        public string? Sweep { get; init; }

        public void Run(OptimizationContext context, CancellationToken cancellationToken) => Write(context.Run.Folder);

        public void Write(string run)
        {
            foreach (var name in names)
            {
                var folder = Path.Combine(run, name);
                Directory.CreateDirectory(Path.Combine(folder, "snapshots", "epoch-00010"));
                Directory.CreateDirectory(Path.Combine(folder, "snapshots", "epoch-00020"));
                Directory.CreateDirectory(Path.Combine(folder, "lora"));
                using var file = File.Create(Path.Combine(folder, FineTuningHistory.FileName));
                new FineTuningHistory(name, [0, 0], [Evaluation(0), Evaluation(10), Evaluation(20)]) { Chosen = 20 }.Write(file);
            }

            if (Sweep is not null)
            {
                Directory.CreateDirectory(Path.Combine(run, Sweep, "lora"));
            }
        }

        private static HeldOutEvaluation Evaluation(int epoch) => new(
            epoch, [epoch, epoch + 1.0], new Dictionary<string, IReadOnlyList<double>>(StringComparer.Ordinal) { ["truth"] = [0.0, epoch / 20.0] });
    }

    /// <summary>Writes the event that ends a best-of-n.</summary>
    private sealed class Selecting : IAlgorithm
    {
        private const string Ending = """
            {"schema":2,"kind":"bestofn.curve","data":{"reward":"raw","prompts":2,"curve":[
            {"n":1,"kl":0,"proxy":1.5,"heldOut":{"truth":0.5}},{"n":4,"kl":0.6,"proxy":2.5,"heldOut":{"truth":0.75}}]}}
            """;

        public string Name => "selecting";

        public void Run(OptimizationContext context, CancellationToken cancellationToken) =>
            File.AppendAllText(Path.Combine(context.Run.Folder, "events.jsonl"), Ending.ReplaceLineEndings("") + "\n");
    }
}
