using System.Text.Json;
using System.Xml.Linq;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Histories;
using RewardLab.Reports.Pages;
using RewardLab.Runs.Images;
using RewardLab.Runs.Store;

namespace RewardLab.Reports.Tests.Pages;

public sealed class HeldOutPartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Part_OfAFineTuning_HasEveryEvaluationWithItsScores()
    {
        var part = Part([Make(epochs: 3)], new EmbeddedImages(1_000_000));

        var frames = part.Descendants("figure").ToArray();
        frames.Select(frame => frame.Element("figcaption")!.Value).ShouldBe(["epoch 0, the base", "epoch 5, alarm", "epoch 10, selected"]);
        frames.Select(frame => frame.Descendants("img").Single().Attribute("src")!.Value)
            .ShouldAllBe(source => source.StartsWith("data:image/png;base64,", StringComparison.Ordinal));
        part.Descendants("p").First().Value.ShouldBe("3 evaluations, epochs 0 to 10, each of the same 4 images: 2 prompts with 2 seeds each.");
        using var data = JsonDocument.Parse(part.Descendants("script").Single().Value);
        data.RootElement.GetProperty("prompts").EnumerateArray().Select(prompt => prompt.GetString()).ShouldBe(["</script><b>", "a dog"]);
        var last = data.RootElement.GetProperty("frames")[2];
        last.GetProperty("metrics")[0].EnumerateArray().Select(value => value.ToString()).ShouldBe(["proxy", "10"]);
        last.GetProperty("scores").GetProperty("proxy").EnumerateArray().Select(value => value.GetDouble()).ShouldBe([10, 11, 12, 13]);
        last.GetProperty("scores").GetProperty("held-out truth").GetArrayLength().ShouldBe(4);
    }

    [Fact]
    public void Curves_OfFineTunings_SayOverHowManyImagesTheirPointsAre()
    {
        EvaluationSize.Describe([Make(epochs: 2).Folder, Make(epochs: 3).Folder])
            .ShouldBe("Each point is a mean over 4 images of 2 prompts, the same ones at every evaluation.");
        EvaluationSize.Describe([_folder["none"]]).ShouldBeEmpty();
    }

    [Fact]
    public void Part_OfManyLargeSheets_StaysSmallAndSaysSo()
    {
        var run = Make(epochs: 9, side: 512);

        var part = Part([run], new EmbeddedImages(500_000));

        part.ToString().Length.ShouldBeLessThan(550_000);
        string[] shown = [.. part.Descendants("figure").Select(frame => frame.Attribute("data-epoch")!.Value)];
        shown.Length.ShouldBeInRange(1, 8);
        (shown[0], shown[^1]).ShouldBe(("0", "40"));
        part.Descendants("p").Last().Value.ShouldBe(
            $"{shown.Length} of 9 evaluations at reduced size, so that the page stays small; all are in the run's folder.");
        Part([run], new EmbeddedImages(500_000)).ToString().ShouldBe(part.ToString(), "the same run gives the same bytes");
    }

    [Fact]
    public void Part_OfAServedRun_LinksToItsFiles() =>
        Part([Make(epochs: 1)], new LinkedImages((run, path) => $"image/{run.Label}?{path}&"))
            .Descendants("img").Single().Attribute("src")!.Value.ShouldEndWith("?ddpo/held-out/epoch-00000.png&");

    [Fact]
    public void Part_OfRunsWithoutHeldOutImages_IsEmpty()
    {
        using var run = Store().Create(new RunRecord { Recipe = new RunRecipe { Name = "r" } });

        new HeldOutPart(RunFacts.Read([RunStore.Read(run.Folder)]), new EmbeddedImages(100)).IsEmpty.ShouldBeTrue();
    }

    private static XElement Part(RunEntry[] runs, PageImages images)
    {
        using var writer = new StringWriter();
        new HeldOutPart(RunFacts.Read(runs), images).Write(writer, new PageColors());
        return XElement.Parse(writer.ToString());
    }

    private RunStore Store() => new(_folder.Path, new ManualTime());

    // Two prompts with two images each; noise, which no codec makes small.
    private RunEntry Make(int epochs, int side = 8)
    {
        using var run = Store().Create(new RunRecord { Recipe = new RunRecipe { Name = "r" } });
        var pixels = new byte[4 * side * side * 3];
        new Random(1).NextBytes(pixels);
        var evaluations = new List<HeldOutEvaluation>();
        for (var i = 0; i < epochs; i++)
        {
            var epoch = 5 * i;
            using (var sheet = run.CreateFile($"ddpo/held-out/epoch-{epoch:D5}.png"))
            {
                ImageFiles.WritePng(sheet, new ImageBatch(pixels, 1, 2 * side, 2 * side), 0);
            }

            run.Emit(new EventRecord(EventKinds.FineTuningEvaluation)
            {
                Series = "ddpo", Position = new EventPosition("epoch", epoch), Metrics = [RunMetric.Proxy(epoch), RunMetric.Seconds("scoreSeconds", 1)],
            });
            evaluations.Add(new HeldOutEvaluation(
                epoch, [epoch, epoch + 1, epoch + 2, epoch + 3], new Dictionary<string, IReadOnlyList<double>> { ["truth"] = [0, 1, double.NaN, 1] }));
        }

        using (var list = new StreamWriter(run.CreateFile("ddpo/held-out/images.csv")))
        {
            list.Write("prompt,seed\n</script><b>,1\n</script><b>,2\na dog,3\na dog,4\n");
        }

        using (var history = run.CreateFile("ddpo/history.json"))
        {
            new FineTuningHistory("ddpo", [0, 0, 1, 1], evaluations) { Chosen = 10, Alarms = [5] }.Write(history);
        }

        return RunStore.Read(run.Folder);
    }
}
