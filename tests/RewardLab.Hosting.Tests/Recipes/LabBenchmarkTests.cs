using System.Text;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Labels;
using RewardLab.Studies.Benchmarks;

namespace RewardLab.Hosting.Tests.Recipes;

public sealed class LabBenchmarkTests : IDisposable
{
    private const string Sets = """
        var model = Lab.ImageModel("seeds");
        PromptPools[] sets = [new("cats", Lab.Generate(model, ["one cat", "two cats"], 12)), new("dogs", Lab.Generate(model, ["one dog", "two dogs", "three dogs"], 12))];
        RecipeReward[] people = [Lab.Reward("truth"), Lab.Reward("truth"), Lab.Reward("unsure")];

        """;

    private readonly RecipeFolder _folder = new();

    public LabBenchmarkTests()
    {
        _folder.Catalog.Add<IImageModel>("seeds", _ => new SeedImages());
        _folder.Catalog.Add<IRewardModel>("raw", _ => new BrightnessReward("raw"));
        _folder.Catalog.Add<IRewardModel>("truth", _ => new PixelReward("truth", red => red > 127 ? 1 : 0));
        _folder.Catalog.Add<IRewardModel>("unsure", _ => new PixelReward("unsure", red => red > 200 ? 1 : red < 20 ? 0 : 0.5f));
        _folder.Catalog.Add<IPromptGenerator>("words", _ => new WordPrompts());
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void SaveBenchmark_WhatItWrites_IsOpenedAsTheSameLabelsAndImages()
    {
        _folder.Execute(Sets + """
            Lab.Log(Lab.Save.Benchmark("b", sets, people, prompt => new ContrastiveSet(prompt, ["not " + prompt], new PromptProvenance(PromptProvenanceKind.Rule, "r"))));
            """);
        var place = OnDisk();
        _folder.Run.Lines.Last().ShouldBe(Path.Combine(_folder.Run.Folder, "b"));

        var sources = BenchmarkFolder.Open(place);
        sources.Select(source => source.Set.Name).ShouldBe(["cats", "dogs"]);
        sources.SelectMany(source => source.Set.Images.Select(image => source.PathOf(image.Image))).ShouldAllBe(path => path != null);
        sources[0].ContrastivePrompts.Select(set => set.ContrastivePrompts.Single()).ShouldBe(["not one cat", "not two cats"]);
        sources[1].Set.Prompts.SelectMany(prompt => prompt.AnnotatorLabels).ShouldAllBe(labels => labels.Count == 3 && labels[0] == labels[1]);
        sources.SelectMany(source => source.Set.Prompts)
            .SelectMany(prompt => prompt.AnnotatorLabels)
            .ShouldContain(labels => labels[2] == LabelValue.Inconclusive);

        // What the benchmark says of its images is what their pixels say.
        _folder.Execute($$"""
            var truth = Lab.Reward("truth");
            foreach (var pool in Lab.Load.Benchmark("{{place}}").SelectMany(set => set.Pools))
            {
                Lab.Log(truth.Score(pool).Select(score => score > 0.5).SequenceEqual(pool.Labels.Good.ToArray()) ? "same" : "other");
            }

            Lab.Evaluate.LabelStatistics("{{place}}");
            """);
        _folder.Run.Lines.TakeLast(5).ShouldAllBe(line => line == "same");
        _folder.Output.ToString().ShouldContain("People's labels");
    }

    [Fact]
    public void OpenBenchmark_Pools_AreMeasuredAndCalibratedByTheirLabels()
    {
        _folder.Execute(Sets + "Lab.Save.Benchmark(\"b\", sets, people);");
        var place = OnDisk();
        _folder.Execute($$"""
            var sets = Lab.Load.Benchmark("{{place}}");
            ImagePool[] pools = [.. sets.SelectMany(set => set.Pools)];
            var raw = Lab.Reward("raw");
            Lab.Evaluate.Benchmark(pools, [raw]);
            Lab.Evaluate.Calibrate("c", sets, [raw], "words", options: new() { Search = new() { Folds = 2 }, Searches = true });
            Lab.Log(string.Join(' ', Lab.Evaluate.WeightGrid(2, 2).Select(kind => string.Join('/', (double[])kind.Options["weights"]))));
            """);
        _folder.Run.Lines.Last().ShouldBe("0/1 0.5/0.5 1/0");
        var output = _folder.Output.ToString();
        output.ShouldContain("rewards against people's labels");
        output.ShouldContain("one value, searched");
        output.ShouldContain("2-fold cross-validated, searched");
        Encoding.UTF8.GetString(_folder.Run.Files["scores/raw.csv"]).ShouldStartWith("image,prompt,raw,label\n");

        _folder.Write("preset.yaml", Encoding.UTF8.GetString(_folder.Run.Files["calibration/c.yaml"]));
        _folder.Execute(
            $"var pools = Lab.Load.Benchmark(\"{place}\")[0].Pools; Lab.Log(Lab.Load.RewardPreset(\"{_folder.Path}/"
            + "preset.yaml\").Score(pools[0]).Length.ToString());");
        _folder.Run.Lines.Last().ShouldBe("12");
    }

    [Fact]
    public void OpenBenchmark_ChoicesAlone_SaysWhatMeasuresThem()
    {
        var file = _folder.Write("c.jsonl", """{"prompt": "p", "first": "a", "second": "b", "preferred": "tie"}""");
        Should.Throw<RewardLabException>(() => _folder.Execute($"Lab.Load.Benchmark(\"{file}\");")).Message.ShouldContain("only choices");
    }

    [Fact]
    public void Labels_OfPoolsThatNobodyLabelled_AreRefused() =>
        Should.Throw<RewardLabException>(() => _folder.Execute(Sets + "Lab.Evaluate.Benchmark(sets[0].Pools, [Lab.Reward(\"raw\")]);"))
            .Message.ShouldContain("nobody has labelled the images of \"one cat\"");

    [Fact]
    public void Picks_OfEachReward_AreTheHighestOfTheFirstN()
    {
        _folder.Execute(Sets + """
            Lab.Save.TopK("picks", sets[0].Pools, [Lab.Reward("raw")], [4, 12], 2);
            foreach (var pool in sets[0].Pools)
            {
                var scores = Lab.Reward("raw").Score(pool);
                Lab.Log($"{pool.Prompt}: {string.Join(' ', Enumerable.Range(0, 4).OrderByDescending(i => scores[i]).Take(2).Select(i => pool.Files[i]))}");
            }
            """);
        var rows = Encoding.UTF8.GetString(_folder.Run.Files["picks/image-groups.csv"]).TrimEnd().Split('\n');
        rows.Length.ShouldBe(1 + (2 * 2 * 2));
        foreach (var line in _folder.Run.Lines)
        {
            var (prompt, files) = (line.Split(": ")[0], line.Split(": ")[1].Split(' '));
            var listed = rows.Where(row => row.StartsWith($"\"raw, best of 4\",{prompt},", StringComparison.Ordinal))
                .Select(row => row.Replace("raw, best", "raw best", StringComparison.Ordinal).Split(','))
                .ToArray();
            listed.Select(row => row[7]).ShouldBe(files);
            listed.ShouldAllBe(row => _folder.Run.Files[row[2]].SequenceEqual(_folder.Run.Files[row[7]]));
        }
    }

    // The run lives in memory; readers of benchmarks want a folder.
    private string OnDisk()
    {
        foreach (var (name, bytes) in _folder.Run.Files.Where(file => file.Key.StartsWith("b/", StringComparison.Ordinal)))
        {
            var path = Path.Combine(_folder.Path, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, bytes);
        }

        return Path.Combine(_folder.Path, "b");
    }
}
