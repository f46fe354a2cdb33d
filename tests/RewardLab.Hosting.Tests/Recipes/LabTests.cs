using System.Text;
using RewardLab.Abstractions;

namespace RewardLab.Hosting.Tests.Recipes;

/// <summary>Generation, options, tables and files in recipes.</summary>
public sealed class LabTests : LabFixture
{
    [Fact]
    public void Generate_MoreImagesAndPrompts_KeepTheFormerSeeds()
    {
        Place.Execute("Lab.Generate(Lab.ImageModel(\"seeds\"), [\"a\"], 2);");
        var few = Images.Requests.ToArray();
        Images.Requests.Clear();
        Place.Execute("Lab.Generate(Lab.ImageModel(\"seeds\"), [\"b\", \"a\"], 5, batchSize: 3);");

        var stream = SeedStream.Create(Place.Run.Seed, "sampling").Child("a");
        few.ShouldBe([new ImageRequest("a", stream[0]), new ImageRequest("a", stream[1])]);
        Images.Requests.Where(request => request.Prompt == "a").Take(2).ShouldBe(few);
        Images.Requests.Select(request => request.Seed).Distinct().Count().ShouldBe(10);
    }

    [Fact]
    public void Generate_BatchesAcrossPrompts_GivesEachPromptItsOwnImages()
    {
        Place.Execute("""
            var pools = Lab.Generate(Lab.ImageModel("seeds"), ["a", "b", "c"], 4, batchSize: 5);
            foreach (var pool in pools)
            {
                Lab.Log($"{pool.Prompt} {pool.Count} {string.Join(' ', Enumerable.Range(0, 4).Select(i => pool.Images[i][0]))} {pool.Files[3]}");
            }
            """);

        Images.BatchSizes.ShouldBe([5, 5, 2]);
        Place.Run.Lines.ShouldBe(new[] { "a", "b", "c" }.Select((prompt, index) =>
        {
            var stream = SeedStream.Create(Place.Run.Seed, "sampling").Child(prompt);
            return $"{prompt} 4 {string.Join(' ', Enumerable.Range(0, 4).Select(i => (byte)stream[i]))} images/{index:D3}-{prompt}/003.png";
        }));
        Place.Run.Files.Keys.Count(path => path.EndsWith(".png", StringComparison.Ordinal)).ShouldBe(12);
        Place.Run.Progress.Last().ShouldBe(("generate", 12, 12));
        Place.Run.Events.Single(e => e.Kind == "images.requested").Data["batchSize"].ShouldBe(5L);
    }

    [Theory]
    [InlineData("Lab.Generate(Lab.ImageModel(\"seeds\"), [\"a\", \"a\"], 2);", "prompt \"a\" is listed 2 times")]
    [InlineData("Lab.Generate(Lab.ImageModel(\"seeds\"), [\"a\"], 0);", "imagesPerPrompt (0) and batchSize (64) must be at least 1")]
    public void Generate_BadRequest_IsRefused(string recipe, string message) =>
        Should.Throw<RewardLabException>(() => Place.Execute(recipe)).Message.ShouldContain(message);

    [Fact]
    public void Components_AtTheEndOfTheRecipe_AreDisposed()
    {
        Place.Execute(TwoPools + "Lab.Log(raw.Name);");
        Images.IsDisposed.ShouldBeTrue();
        Raw.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public void Components_OfAFailedRecipe_AreDisposedToo()
    {
        Should.Throw<RewardLabException>(() => Place.Execute(TwoPools + "throw new Exception(\"x\");"));
        Images.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public void Options_AnonymousObjectsAndDictionaries_ReachTheCatalogAsPlainValues()
    {
        Place.Execute("""
            Lab.ImageModel("seeds", new { Steps = 20, guidance = 7.5, sizes = new[] { 1, 2 }, inner = new { Name = "x" } });
            Lab.ImageModel("seeds", new Dictionary<string, object?> { ["steps"] = 30 });
            """);

        var options = Place.Catalog.Created[0].Options;
        options["steps"].ShouldBe(20);
        options["guidance"].ShouldBe(7.5);
        options["sizes"].ShouldBe(new List<object?> { 1, 2 });
        options["inner"].ShouldBeOfType<Dictionary<string, object?>>()["name"].ShouldBe("x");
        Place.Catalog.Created[1].Options["steps"].ShouldBe(30);
    }

    [Fact]
    public void Options_ThatAreNone_AreRefusedWithThePlace() =>
        Should.Throw<RewardLabException>(() => Place.Execute("\nLab.Images(\"seeds\", 3);")).Message
            .ShouldMatch(@"recipe\.csx\(2,1\): Options are .*Write them as new \{ name = value \}");

    [Fact]
    public void Generate_SeveralTimes_NumbersPromptsOn() =>
        Place.Execute("var model = Lab.ImageModel(\"seeds\"); Lab.Generate(model, [\"a\", \"b\"], 1); Lab.Log(Lab.Generate(model, [\"c\"], 1)[0].Files[0]);")
            .ShouldBe("images/002-c/000.png");

    /// <summary>A resumed run finds the images that it generated before: it generates no batch twice.</summary>
    [Fact]
    public void Generate_ImagesThere_GeneratesOnlyBatchesThatLackOne()
    {
        const string Recipe =
            "var pools = Lab.Generate(Lab.ImageModel(\"seeds\"), [\"a\", \"b\"], 4, batchSize: 3); "
            + "Lab.Log(string.Join(' ', pools.Select(pool => pool.Images[3][0])));";
        var first = Place.Execute(Recipe);
        Images.BatchSizes.Clear();
        Place.Run.Files.TryRemove("images/001-b/003.png", out _).ShouldBeTrue(); // of the last batch, images 6 and 7

        Place.Execute(Recipe).ShouldBe($"{first}\n{first}");
        Images.BatchSizes.ShouldBe([2]);
    }

    [Fact]
    public void ContactSheet_Pools_IsAPngOfTheRun()
    {
        Place.Execute(TwoPools + "Lab.Charts.BestOfN(\"picks\", pools, raw, truth, [1, 8]);");
        Place.Run.Files["picks.png"].Take(4).ShouldBe(new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G' });
    }

    [Fact]
    public void Table_OfAnonymousObjects_IsPrintedReturnedAndSaved()
    {
        Place.Execute(
            "var table = Lab.Table(\"Results\", new[] { new { reward = \"raw\", auroc = 0.5 }, new { reward = \"b\", "
            + "auroc = 1.0 } });\nLab.Save.Table(\"results\", table);\nLab.Save.Text(\"notes/a.txt\", \"é\");");
        Place.Execute("Lab.Table(\"\", new object[] { new { a = 1 } });");
        Place.Output.ToString().ShouldEndWith("a\n-\n1\n\n".ReplaceLineEndings());
        Place.Output.ToString().ShouldStartWith("Results\nreward  auroc\n------  -----\nraw     0.500\nb       1.000\n\n".ReplaceLineEndings());
        Encoding.UTF8.GetString(Place.Run.Files["results.csv"]).ShouldBe("reward,auroc\nraw,0.5\nb,1\n");
        Encoding.UTF8.GetString(Place.Run.Files["notes/a.txt"]).ShouldBe("é");
    }

    [Fact]
    public void Save_Images_WritesOnePngEach()
    {
        Place.Execute(TwoPools + "Lab.Save.Images(\"mine\", pools[0].Images.Slice(0, 2));");
        Place.Run.Files.Keys.Where(path => path.StartsWith("mine/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ShouldBe(["mine/000.png", "mine/001.png"]);
    }

    [Fact]
    public void Optimizer_Run_GetsWhatTheRecipeGives()
    {
        var optimizer = new RecordingAlgorithm();
        Place.Catalog.Add<IAlgorithm>("record", _ => optimizer);
        Place.Execute(TwoPools + "Lab.Algorithm(\"record\", new { steps = 3 }).Run(model, raw, [\"a\"], [truth]);");

        var context = optimizer.Context.ShouldNotBeNull();
        context.Model.ShouldBe(Images);
        context.Prompts.ShouldBe(["a"]);
        context.HeldOutRewards.Count.ShouldBe(1);
        context.Run.ShouldBe(Place.Run);
        optimizer.RewardName.ShouldBe("raw");
    }
}
