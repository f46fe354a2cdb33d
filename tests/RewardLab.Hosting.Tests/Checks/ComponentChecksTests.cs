using RewardLab.Hosting.Checks;
using RewardLab.Hosting.Tests.Plugins;

namespace RewardLab.Hosting.Tests.Checks;

/// <summary>What 'plugins test' says of components that keep their contract, and of those that break it in one way each.</summary>
public sealed class ComponentChecksTests : IDisposable
{
    private const string Brightness =
        """
        var scores = new double[i.Count * p.Count];
        for (var n = 0; n < scores.Length; n++)
        {
            c.ThrowIfCancellationRequested();
            long sum = p[n % p.Count].Length;
            foreach (var value in i[n / p.Count]) { sum += value; }
            scores[n] = sum / 1e6;
        }
        """;

    private readonly Workshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public void Reward_ThatKeepsItsContract_FailsNothing()
    {
        var results = Check("Reward", "RewardModel", Score(Brightness + "return new ScoreMatrix(scores, i.Count, p.Count);"));

        results.ShouldAllBe(result => result.Status != CheckOutcome.Failed);
        results.Select(result => result.Name).ShouldBe(
        [
            "made", "shape", "finite", "same twice", "order", "alone", "pairs", "images unchanged", "speed", "cancelled before", "cancelled midway",
        ]);
        results[1].Detail.ShouldBe("4 x 3 scores for images of 64 x 64; 2 x 3 scores for images of 96 x 48; 2 x 3 scores for images of 224 x 224");
        results[8].Detail.ShouldMatch(@"images/s, in calls of 2 images of 224 x 224 and 3 prompts\z");
    }

    [Theory]
    [InlineData("shape", "return new ScoreMatrix(new double[i.Count], i.Count, 1);", "returned 4 x 1 scores from Score where 4 x 3 were asked for")]
    [InlineData("shape", "throw new InvalidOperationException(\"no such luck\");", "failed in Score: InvalidOperationException: no such luck")]
    [InlineData("shape", "throw new RewardLabException(\"only squares of 8\");", "it refuses images of 64 x 64: only squares of 8")]
    [InlineData("finite", Brightness + "scores[3] = double.NaN; return new ScoreMatrix(scores, i.Count, p.Count);", "gave the score NaN to image 2 of 4")]
    [InlineData("same twice", Brightness + "scores[0] += Calls++; return new ScoreMatrix(scores, i.Count, p.Count);", "the second time")]
    [InlineData("order", Brightness + "scores[0] += 1; return new ScoreMatrix(scores, i.Count, p.Count);", "come in another order")]
    [InlineData("alone", Brightness + "scores[^1] += i.Count > 1 ? 0 : 1; return new ScoreMatrix(scores, i.Count, p.Count);", "when it is scored alone")]
    [InlineData(
        "images unchanged",
        Brightness + "System.Runtime.InteropServices.MemoryMarshal.AsMemory(i.Pixels).Span.Clear(); return new ScoreMatrix(scores, i.Count, p.Count);",
        "Score wrote to the pixels")]
    [InlineData("cancelled before", "c = default;" + Brightness + "return new ScoreMatrix(scores, i.Count, p.Count);", "goes to the end although its token")]
    public void Reward_ThatBreaksItsContract_FailsThere(string check, string body, string detail)
    {
        var results = Check("Reward", "RewardModel", "private static int Calls;" + Score(body));

        results.First(result => result.Status == CheckOutcome.Failed).Name.ShouldBe(check);
        results.First(result => result.Name == check).Detail.ShouldContain(detail);
    }

    [Fact]
    public void Reward_WhosePairsAreNoEntriesOfItsMatrix_FailsThere() => Check(
        "Reward",
        "RewardModel",
        Score(Brightness + "return new ScoreMatrix(scores, i.Count, p.Count);")
        + "public ScoreMatrix ScorePairs(ImageBatch i, IReadOnlyList<ImagePromptPair> p, CancellationToken c) => new(new double[p.Count], p.Count, 1);")
        .Where(result => result.Status == CheckOutcome.Failed).ShouldHaveSingleItem().Name.ShouldBe("pairs");

    [Theory]
    [InlineData("i[n / p.Count][0]", CheckOutcome.Ok)]
    [InlineData("n % p.Count", CheckOutcome.Failed)]
    public void Reward_ThatSaysThatItIgnoresPrompts_IsHeldToIt(string score, CheckOutcome outcome)
    {
        var body =
            $$"""
            var scores = new double[i.Count * p.Count];
            for (var n = 0; n < scores.Length; n++) { c.ThrowIfCancellationRequested(); scores[n] = {{score}}; }
            return new ScoreMatrix(scores, i.Count, p.Count);
            """;
        var results = Check("Reward", "RewardModel", Score(body) + "public bool IgnoresPrompts => true;");

        results.Single(result => result.Name == "prompts ignored").Status.ShouldBe(outcome);
    }

    [Fact]
    public void Reward_ThatHangs_IsLeftAloneAndTheRestIsSkipped()
    {
        // Until the test ends: a process that ends inside a call of a plugin has an exit code that says so, and this one is the tests' own.
        var hanging = $"while (System.IO.Directory.Exists(\"{_workshop.Root}\")) {{ Thread.Sleep(10); }} return null;";

        var results = Check("Reward", "RewardModel", Score(hanging), TimeSpan.FromMilliseconds(200));

        results[1].ShouldBe(new CheckResult("shape", CheckOutcome.Failed, "it did not end within 200 ms"));
        results.Skip(2).ShouldAllBe(result => result.Status == CheckOutcome.Skipped && result.Detail == "the component does not come back from 'shape'");
    }

    [Theory]
    [InlineData("", "c.ThrowIfCancellationRequested(); return Task.FromResult(Of(p, \"no \" + p));")]
    [InlineData("set", "return Task.FromResult(Of(p));")]
    [InlineData("without the prompt", "return Task.FromResult(Of(p, \"a dog\", p));")]
    [InlineData("same twice", "return Task.FromResult(Of(p, \"a dog\" + Calls++));")]
    [InlineData("refuses", "return Task.FromResult(Of(p, \"no \" + p));", "p[0] == 't'")]
    [InlineData("can handle", "return Task.FromResult(Of(p, \"no \" + p));", "throw new InvalidOperationException(\"no such luck\")")]
    public void PromptGenerator_FailsWhereItBreaksItsContract(string check, string body, string canHandle = "true")
    {
        var failed = Check(
            "PromptGenerator",
            "PromptGenerator",
            $$"""
            private static int Calls;
            private static ContrastiveSet Of(string p, params string[] texts) => new(p, texts, new PromptProvenance(PromptProvenanceKind.Rule, "probe"));
            public bool CanHandle(string p) => {{canHandle}};
            public Task<ContrastiveSet> GenerateAsync(string p, CancellationToken c) { {{body}} }
            """).Where(result => result.Status == CheckOutcome.Failed).Select(result => result.Name);

        (check == "can handle" ? string.Join(' ', failed) : failed.FirstOrDefault() ?? "").ShouldBe(check, "and one that cannot be asked fails once");
    }

    [Theory]
    [InlineData("", "return rows[0].Select((_, column) => rows.Average(row => row[column])).ToArray();")]
    [InlineData("shape", "return new double[1];")]
    [InlineData("finite", "return rows[0].Select((_, column) => rows.Average(row => Math.Log(Math.Abs(row[column])))).ToArray();")]
    [InlineData("columns", "return rows[0].Select(value => rows[0].Max()).ToArray();")]
    [InlineData("order of members", "return rows[0];")]
    public void Ensemble_FailsWhereItBreaksItsContract(string check, string body)
    {
        var failed = Check("Ensemble", "Ensemble", $"public double[] Combine(IReadOnlyList<double[]> rows) {{ {body} }}")
            .FirstOrDefault(result => result.Status == CheckOutcome.Failed);

        (failed?.Name ?? "").ShouldBe(check);
    }

    [Theory]
    [InlineData("", "c.ThrowIfCancellationRequested();", "(byte)(r[n].Seed * 16 + (ulong)r[n].Prompt.Length)")]
    [InlineData("count and size", "r = new[] { r[0] };", "1")]
    [InlineData("same seed", "c.ThrowIfCancellationRequested();", "(byte)Calls++")]
    [InlineData("other seed", "c.ThrowIfCancellationRequested();", "(byte)r[n].Prompt.Length")]
    [InlineData("company", "c.ThrowIfCancellationRequested();", "(byte)(r[n].Seed * 16 + (ulong)n)")]
    [InlineData("cancelled before", "", "(byte)(r[n].Seed * 16 + (ulong)r[n].Prompt.Length)")]
    public void ImageModel_FailsWhereItBreaksItsContract(string check, string before, string pixel)
    {
        var failed = Check(
            "ImageModel",
            "ImageModel",
            $$"""
            private static int Calls;
            public ImageBatch Generate(IReadOnlyList<ImageRequest> r, IProgress<int> progress, CancellationToken c)
            {
                {{before}}
                var pixels = new byte[r.Count * 12];
                for (var n = 0; n < r.Count; n++) { pixels[n * 12] = {{pixel}}; }
                return new ImageBatch(pixels, r.Count, 2, 2);
            }
            """).FirstOrDefault(result => result.Status == CheckOutcome.Failed);

        (failed?.Name ?? "").ShouldBe(check);
    }

    [Theory]
    [InlineData("", "if (x.Model is null) { throw new RewardLabException(\"no model\"); } c.WaitHandle.WaitOne(); c.ThrowIfCancellationRequested();")]
    [InlineData("missing parts", "_ = x.Model.Name;")]
    [InlineData(
        "",
        "if (x.Run.OpenFile(\"a/b.txt\") is not null) { throw new InvalidOperationException(); } "
        + "using (var f = x.Run.CreateFile(\"a/b.txt\")) { f.WriteByte(7); } "
        + "using var g = x.Run.OpenFile(\"a/b.txt\"); "
        + "if (g.ReadByte() != 7 || !File.Exists(Path.Combine(x.Run.Folder, \"a/b.txt\"))) { throw new IOException(); }")]
    public void Algorithm_IsTriedOnMadeUpParts(string check, string body)
    {
        var results = Check("Algorithm", "Algorithm", $"public void Run(OptimizationContext x, CancellationToken c) {{ {body} }}");

        (results.FirstOrDefault(result => result.Status == CheckOutcome.Failed)?.Name ?? "").ShouldBe(check);
        results[^1].Status.ShouldBe(CheckOutcome.Skipped);
        results[^1].Detail.ShouldStartWith("not tried: ");
    }

    [Fact]
    public void Component_ThatLacksAModel_IsSkippedWithTheLineThatSaysWhatToGet()
    {
        var results = Check(
            "Reward",
            "RewardModel",
            Score("return null;") + "public Probe(ComponentContext context) { context.Models.Folders(\"no-such-model\"); }",
            make: "new Probe(context)");

        var made = results.ShouldHaveSingleItem();
        made.Status.ShouldBe(CheckOutcome.Skipped);
        made.Detail.ShouldContain("no-such-model");
    }

    private static string Score(string body) => $"public ScoreMatrix Score(ImageBatch i, IReadOnlyList<string> p, CancellationToken c) {{ {body} }}";

    private List<CheckResult> Check(string attribute, string contract, string members, TimeSpan? limit = null, string make = "new Probe()")
    {
        var head = "using System.Linq; using System.Threading.Tasks;" + PluginSources.Attribute("test.probe");
        PluginCompiler.Compile(Path.Combine(_workshop.UserPlugins, "Probe.dll"), head + $$"""

            [Export{{attribute}}("probe")]
            public sealed class F : ComponentFactory<I{{contract}}, NoOptions>
            {
                protected override I{{contract}} Create(NoOptions options, ComponentContext context) => {{make}};
            }

            public sealed class Probe : I{{contract}}, IDisposable
            {
                public string Name => "probe";
                {{members}}
                public void Dispose() { }
            }
            """);
        var catalog = _workshop.StartTrusting().Components;
        var results = new List<CheckResult>();

        // Far longer than any of these need on the busiest machine.
        var patience = TimeSpan.FromMinutes(5);
        ComponentChecks.Run(
            catalog,
            catalog.Components.ShouldHaveSingleItem(),
            new CheckOptions { Time = RealTime.Clock, CancellationLimit = patience, CheckLimit = limit ?? patience },
            results.Add,
            TestContext.Current.CancellationToken);
        return results;
    }
}
