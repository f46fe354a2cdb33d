using System.Text;
using System.Xml.Linq;
using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Reports.Documents;
using RewardLab.Runs.Images;

namespace RewardLab.Hosting.Tests.Recipes;

public sealed class LabChartTests : IDisposable
{
    private const string Pools = """
        var pools = Lab.Generate(Lab.ImageModel("seeds"), ["one cat", "two cats", "two dogs"], 40);
        var truth = Lab.Reward("truth"); var raw = Lab.Reward("raw"); var other = Lab.Reward("other");
        var labels = Lab.Evaluate.Labels(pools, truth);

        """;

    private readonly RecipeFolder _folder = new();

    public LabChartTests()
    {
        _folder.Catalog.Add<IImageModel>("seeds", _ => new SeedImages());
        _folder.Catalog.Add<IRewardModel>("raw", _ => new BrightnessReward("raw"));
        _folder.Catalog.Add<IRewardModel>("truth", _ => new PixelReward("truth", red => red > 127 ? 1 : 0));
        _folder.Catalog.Add<IRewardModel>("other", _ => new PixelReward("other", red => red * 7 % 256 / 255f));
        _folder.Catalog.Add<IRewardModel>("broken", _ => new PixelReward("broken", _ => float.NaN));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Charts_OfEachKind_AreFilesAndReportItemsInOrder()
    {
        var items = Execute("""
            Lab.Section("Images of numbers");
            Lab.Note("First a map.");
            Lab.Charts.Add("map", new HeatMapChart("Map", ["a"], ["b"], [[0.8]]));
            Lab.Table("T", ["x"], [[1]]);
            Lab.Charts.Add("My lines!", new LineChart("Lines", [new LineSeries("s", [0, 1], [0, 1])]));
            Lab.Charts.Add("points", new ScatterChart("Points", [0, 1], [1, 0], ["g", "h"]), "below it");
            Lab.Charts.Add("bars", new HistogramChart("Bars", [new HistogramGroup("g", [1, 2, 3])]));
            Lab.Charts.Add("any", new LineChart("Any", []));
            """);

        items.Select(item => item.GetType().Name)
            .ShouldBe(["ReportSection", "ReportNote", "ReportFigure", "ReportTable", "ReportFigure", "ReportFigure", "ReportFigure", "ReportFigure"]);
        items.OfType<ReportFigure>().Select(figure => figure.Title).ShouldBe(["Map", "Lines", "Points", "Bars", "Any"]);
        items.OfType<ReportFigure>().Single(figure => figure.Title == "Points").Caption.ShouldBe("below it");
        foreach (var name in (string[])["map", "my-lines", "points", "bars", "any"])
        {
            ImageFiles.Read(new MemoryStream(_folder.Run.Files[$"charts/{name}.png"]), name).Width.ShouldBeGreaterThan(600);
            Svg($"charts/{name}.svg").Root!.Name.LocalName.ShouldBe("svg");
        }
    }

    [Fact]
    public void Curves_OfTwoRewards_AreThreeChartsThatNameThem()
    {
        var items = Execute(Pools + "Lab.Charts.Curves(\"c\", pools, [raw, other], labels);");
        items.OfType<ReportFigure>()
            .Select(figure => figure.ImagePath)
            .ShouldBe(["charts/c-roc.png", "charts/c-precision-recall.png", "charts/c-calibration.png"]);
        Words("charts/c-roc.svg").ShouldContain("raw");
        Words("charts/c-roc.svg").ShouldContain("other");

        // Brightness goes to 255: what is not a probability has no calibration.
        Words("charts/c-calibration.svg").ShouldContain(word => word.StartsWith("other (error 0.", StringComparison.Ordinal));
        items.OfType<ReportFigure>().Last().Caption.ShouldContain("Without raw");
    }

    [Fact]
    public void Curves_ByLabelsAndByTheGroundTruth_AreTheSameBytes()
    {
        string[] files = ["charts/a-roc.svg", "charts/a-roc.png", "charts/a-precision-recall.svg", "charts/a-calibration.png"];
        Execute(Pools + "Lab.Charts.Curves(\"a\", pools, [raw, other], labels);");
        var byLabels = Array.ConvertAll(files, file => _folder.Run.Files[file]);
        _folder.Run.Files.Clear();
        Execute(Pools + "Lab.Charts.Curves(\"a\", pools, [raw, other], truth);");
        Array.ConvertAll(files, file => _folder.Run.Files[file]).ShouldBe(byLabels);
    }

    [Fact]
    public void AurocHeatMap_OfPrompts_PutsEachInItsPlace()
    {
        Execute(Pools + """
            var benchmark = Lab.Evaluate.Benchmark(pools, [raw, other], truth);
            Lab.Charts.AurocHeatMap("map", benchmark, "raw", prompt => (prompt.Split(' ')[1].TrimEnd('s'), prompt.StartsWith("one") ? "1" : "2"));
            """);
        var words = Words("charts/map.svg");
        foreach (var word in (string[])["raw: AUROC of each prompt", "cat", "dog", "1", "2"])
        {
            words.ShouldContain(word);
        }

        // The brightness orders true above false without fault; there is no prompt of one dog.
        words.Count(word => word == "1.00").ShouldBe(4, "three cells and the scale's end");
    }

    [Fact]
    public void AurocHeatMap_ThatIsSymmetric_MirrorsItsValues()
    {
        Execute(Pools + """
            var benchmark = Lab.Evaluate.Benchmark(pools, [raw], truth);
            Lab.Charts.AurocHeatMap("map", benchmark.Evaluation, "raw", prompt => prompt == "one cat" ? ("cat", "dog") : null, new() { IsSymmetric = true, Palette = ChartPalette.ColourBlindSafe });
            """);
        Words("charts/map.svg").Count(word => word == "1.00").ShouldBe(3);
    }

    [Fact]
    public void ScatterAndHistograms_OfRewards_SplitByLabel()
    {
        var items = Execute(
            Pools + "Lab.Charts.RewardScatter(\"s\", pools, raw, other, truth); Lab.Charts.RewardHistograms(\"h\", pools, [raw, other], labels);");
        items.OfType<ReportFigure>().Select(figure => figure.ImagePath).ShouldBe(["charts/s.png", "charts/h-raw.png", "charts/h-other.png"]);
        Words("charts/s.svg").ShouldContain("raw, standardised per prompt");
        Words("charts/h-raw.svg").ShouldContain(word => word.StartsWith("good (", StringComparison.Ordinal));
        items.OfType<ReportFigure>().First().Caption.ShouldContain("agree on");
    }

    [Fact]
    public void Disagreements_OfAWrongReward_AreASheet()
    {
        var figure = Execute(Pools + "Lab.Charts.Disagreements(\"wrong\", pools, other, labels, count: 8);").OfType<ReportFigure>().ShouldHaveSingleItem();
        figure.ImagePath.ShouldBe("wrong.png");
        figure.AltText.ShouldContain("4 rows and 6 columns");
        ImageFiles.Read(new MemoryStream(_folder.Run.Files["wrong.png"]), "sheet").Width.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void Disagreements_OfAPerfectReward_AreAWord() =>
        Execute(Pools + "Lab.Charts.Disagreements(\"none\", pools, raw, truth);")
            .ShouldHaveSingleItem()
            .ShouldBeOfType<ReportNote>()
            .Text.ShouldContain("disagree on no image");

    [Fact]
    public void ContactSheet_OfPicks_IsAFigureToo() =>
        Execute(Pools + "Lab.Charts.BestOfN(\"picks\", pools, raw, truth, [1, 8]);")
            .OfType<ReportFigure>()
            .ShouldHaveSingleItem()
            .ImagePath.ShouldBe("picks.png");

    [Theory]
    [InlineData("Lab.Charts.Curves(\"c\", pools, [raw], labels.Take(2).ToArray());", "Lab.Charts.Curves: there are 3 pools but labels of 2")]
    [InlineData(
        "Lab.Charts.RewardScatter(\"c\", pools, raw, other, pools.Select(p => LabelSet.FromGroundTruth([true])).ToArray());",
        "\"one cat\": there are 40 images but 1 labels")]
    [InlineData(
        "Lab.Charts.Curves(\"c\", pools, [raw], pools.Select(p => LabelSet.FromGroundTruth(new bool[40])).ToArray());",
        "no prompt has both good images and bad ones")]
    [InlineData("Lab.Charts.RewardHistograms(\"c\", pools, [Lab.Reward(\"broken\")], labels);", "broken scores image 0 of prompt \"one cat\" NaN")]
    [InlineData("Lab.Charts.Disagreements(\"c\", pools, raw, labels, 0);", "1 to 60 images of each kind, not 0")]
    [InlineData("Lab.Charts.AurocHeatMap(\"c\", Lab.Evaluate.Benchmark(pools, [raw], truth), \"row\", _ => null);", "no reward \"row\"; it has \"raw\"")]
    [InlineData("Lab.Charts.AurocHeatMap(\"c\", Lab.Evaluate.Benchmark(pools, [raw], truth), \"raw\", _ => null);", "no prompt has a cell")]
    [InlineData(
        "Lab.Charts.Add(\"c\", new LineChart(\"\", [])); Lab.Charts.Add(\"C\", new LineChart(\"\", []));",
        "Lab.Charts.Add: this run already has an image \"C\" (charts/c.png)")]
    [InlineData("Lab.Charts.Add(\" \", new LineChart(\"\", []));", "an image needs a name")]
    [InlineData("Lab.Charts.Add(\"c\", new HeatMapChart(\"t\", [], [], []));", "at least one of each")]
    [InlineData("Lab.Section(\" \");", "a section needs a title")]
    public void ChartCall_Unusable_IsRefusedInOneLine(string call, string message)
    {
        var refusal = Should.Throw<RewardLabException>(() => Execute(Pools + call)).Message;
        refusal.ShouldContain(message);
        refusal.ShouldNotContain("\n");
    }

    private IReadOnlyList<ReportItem> Execute(string text)
    {
        var recipe = new RecipeCompiler(cacheFolder: null).Compile(_folder.Write("recipe.csx", text), TestContext.Current.CancellationToken);
        return RecipeRunner.Run(recipe, RecipeArguments.Resolve(recipe.Info), _folder.Services(), TestContext.Current.CancellationToken);
    }

    private XDocument Svg(string path) => XDocument.Parse(Encoding.UTF8.GetString(_folder.Run.Files[path]));

    private string[] Words(string path) =>
        [.. Svg(path).Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value.Trim())];
}
