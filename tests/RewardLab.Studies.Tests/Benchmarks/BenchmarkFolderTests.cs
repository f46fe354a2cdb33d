using Parquet.Serialization;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Preferences;
using RewardLab.Runs.Rows;
using RewardLab.Studies.Benchmarks;

namespace RewardLab.Studies.Tests.Benchmarks;

public sealed class BenchmarkFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_TheSameLabelsInEveryFormat_AreTheSameSet()
    {
        Write("csv.csv", "prompt,image,label_1,label_2\r\n\"two, \"\"big\"\" cats\",a.png,1,-1\r\n\r\n\"two, \"\"big\"\" cats\",b.png,0,\r\n");
        Write(
            "json.json",
            """[{"prompt": "two, \"big\" cats", "image": "a.png", "labels": [1, -1], "more": {"x": """
            + """1}}, {"prompt": "two, \"big\" cats", "image": "b.png", "labels": [0, null]}]""");
        Write("lines.jsonl", """
            {"prompt": "two, \"big\" cats", "image": "a.png", "labels": [1, -1]}

            {"prompt": "two, \"big\" cats", "image": "b.png", "labels": [0, null]}
            """);
        await using (var file = File.Create(_folder["table.parquet"]))
        {
            await ParquetSerializer.SerializeAsync(
                [new Labelled("two, \"big\" cats", "a.png", 1, -1, [1, 2]), new Labelled("two, \"big\" cats", "b.png", 0, null, [3])],
                file,
                cancellationToken: TestContext.Current.CancellationToken);
        }

        var sets = BenchmarkFolder.Open(_folder.Path).Select(source => source.Set).ToArray();
        sets.Select(set => set.Name).ShouldBe(["csv", "json", "lines", "table"]);
        foreach (var set in sets)
        {
            var prompt = set.Prompts.Single();
            prompt.Prompt.ShouldBe("two, \"big\" cats");
            prompt.Images.ShouldBe(["a.png", "b.png"]);
            prompt.AnnotatorLabels.ShouldBe(sets[0].Prompts[0].AnnotatorLabels);
            prompt.Labels.Mean.ToArray().ShouldBe([0.75, 0]);
        }
    }

    [Fact]
    public async Task Unpack_PickAPicWithImagesInside_IsABenchmarkWithFiles()
    {
        byte[] jpeg = [0xFF, 0xD8, 1, 2], png = [0x89, (byte)'P', (byte)'N', (byte)'G', 3];
        await using (var file = File.Create(_folder["pick.parquet"]))
        {
            await ParquetSerializer.SerializeAsync(
                [new Pick("two cats", "u-0", "u-1", 1, 0, true, jpeg, png), new Pick("a \"dog\"", "u-2", "u-1", 0.5, 0.5, true, jpeg, png)],
                file,
                cancellationToken: TestContext.Current.CancellationToken);
        }

        var token = TestContext.Current.CancellationToken;
        ParquetImages.Unpack(_folder["pick.parquet"], _folder["b"], null, token).ShouldBe((2, 3));
        var source = BenchmarkFolder.Open(_folder["b"]).Single();
        source.Set.Choices.ShouldBe(
            [new PreferencePair("two cats", "u-0", "u-1", PreferenceOutcome.First), new PreferencePair("a \"dog\"", "u-2", "u-1", PreferenceOutcome.Tie)]);
        File.ReadAllBytes(source.PathOf("u-0")!).ShouldBe(jpeg);
        source.PathOf("u-1").ShouldBe(_folder["b/images/u-1.png"]);
        ParquetImages.Unpack(_folder["pick.parquet"], _folder["b"], null, token).ShouldBe((2, 0), "images that are there are left");
    }

    [Fact]
    public async Task Unpack_NamesThatLeaveTheFolderOrNoImage_AreRefused()
    {
        var token = TestContext.Current.CancellationToken;
        foreach (var (name, bytes, problem) in new (string, byte[], string)[]
        {
            ("../out", [0xFF, 0xD8], "cannot be the name of an image's file"),
            ("u", [1, 2, 3], "neither JPEG, PNG nor WebP"),
        })
        {
            await using (var file = File.Create(_folder["p.parquet"]))
            {
                await ParquetSerializer.SerializeAsync([new Pick("p", name, "v", 1, 0, true, bytes, [0xFF, 0xD8])], file, cancellationToken: token);
            }

            Should.Throw<RewardLabException>(() => ParquetImages.Unpack(_folder["p.parquet"], _folder["c"], null, token)).Message.ShouldContain(problem);
            File.Exists(_folder["c/p.jsonl"]).ShouldBeFalse();
        }

        Write("x.parquet", "no");
        Should.Throw<RewardLabException>(() => ParquetImages.Unpack(_folder["x.parquet"], _folder["c"], null, token))
            .Message.ShouldContain("not a readable Parquet");
    }

    [Fact]
    public void PathOf_Images_AreFoundWhereTheyMayLie()
    {
        Write("set.csv", "prompt,image,good\np,x,1\n");
        foreach (var file in new[] { "images/of-set/a.png", "images/b.jpg", "c.webp", "images/uid-7.jpg" })
        {
            Write(file, "");
        }

        var source = BenchmarkFolder.Open(_folder["set.csv"]).Single();
        source.PathOf("a.png").ShouldBe(_folder["images/of-set/a.png"]);
        source.PathOf("b.jpg").ShouldBe(_folder["images/b.jpg"]);
        source.PathOf("c.webp").ShouldBe(_folder["c.webp"]);
        source.PathOf("uid-7").ShouldBe(_folder["images/uid-7.jpg"]);
        source.PathOf("nowhere.png").ShouldBeNull();
        BenchmarkFolder.Open(_folder.Path, _folder["images"]).Single().PathOf("c.webp").ShouldBeNull();
    }

    [Fact]
    public void Open_ContrastivePrompts_ComeWithTheirSet()
    {
        Write("set.csv", "prompt,image,good\np,x,1\n");
        Write("set.prompts.json", """{"p": ["q", "r"]}""");
        BenchmarkFolder.Open(_folder.Path).Single().ContrastivePrompts.Single().ContrastivePrompts.ShouldBe(["q", "r"]);
    }

    [Theory]
    [InlineData("s.csv", "", "is empty")]
    [InlineData("s.csv", "prompt,image,good\np,x\n", "(2): has 2 fields, but the first line names 3")]
    [InlineData("s.csv", "prompt,image,good\np,x,maybe\n", "s.csv(2): \"good\" is \"maybe\"")]
    [InlineData("s.csv", "prompt,prompt,good\np,x,1\n", "comes twice")]
    [InlineData("s.json", "{}", "must be one array of objects")]
    [InlineData("s.json", "[1]", "item 0: must be an object")]
    [InlineData("s.json", "[{\"prompt\": ", "not JSON")]
    [InlineData("s.jsonl", "{\"prompt\": \"p\", \"image\": \"x\", \"good\": true}\nnot", "s.jsonl(2): not JSON")]
    [InlineData("s.parquet", "PAR1 and nothing", "not a readable Parquet file")]
    public void Open_DamagedFile_IsOneLineThatSaysWhere(string name, string content, string problem)
    {
        Write(name, content);
        var message = Should.Throw<RewardLabException>(() => BenchmarkFolder.Open(_folder.Path)).Message;
        message.ShouldContain(problem);
        message.ShouldContain(_folder[name]);
        message.ShouldNotContain("\n");
    }

    [Fact]
    public void Open_NothingThere_SaysWhatIsWanted()
    {
        Should.Throw<RewardLabException>(() => BenchmarkFolder.Open(_folder["no"])).Message.ShouldContain("There is no benchmark");
        Should.Throw<RewardLabException>(() => BenchmarkFolder.Open(_folder.Path)).Message.ShouldContain("has no labels");
        Should.Throw<RewardLabException>(() => BenchmarkFolder.Open(_folder.Path, _folder["images"])).Message.ShouldContain("no folder");
        Write("a.csv", "prompt,image,good\np,x,1\n");
        Write("A.json", "[]");
        Should.Throw<RewardLabException>(() => BenchmarkFolder.Open(_folder.Path)).Message.ShouldContain("twice, in two formats");
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllText(_folder[name], text);
    }

    private sealed record Pick(
        string caption,
        string image_0_uid,
        string image_1_uid,
        double label_0,
        double label_1,
        bool has_label,
        byte[] jpg_0,
        byte[] jpg_1);

    private sealed record Labelled(string prompt, string image, int label_1, int? label_2, byte[] jpg_0);
}
