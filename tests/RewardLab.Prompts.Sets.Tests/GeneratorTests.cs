using CsCheck;
using RewardLab.Abstractions;

namespace RewardLab.Prompts.Sets.Tests;

public sealed class GeneratorTests : IDisposable
{
    private static readonly string[] Prompts = [.. Enumerable.Range(0, 20).Select(i => $"prompt {i}")];

    private readonly string _folder = Directory.CreateTempSubdirectory("rewardlab-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void File_KnownAndUnknownPrompts_AreGivenAndRefused()
    {
        var path = Write("set.json", "{\"two cats\": [\"three cats\", \"three cats\"]}");
        var generator = Make(new FileGeneratorOptions { Path = path });

        generator.CanHandle("two cats").ShouldBeTrue();
        generator.CanHandle("two dogs").ShouldBeFalse();
        var set = generator.Generate("two cats", CancellationToken.None);
        set.ContrastivePrompts.ShouldBe(["three cats", "three cats"]);
        set.Provenance.Kind.ShouldBe(PromptProvenanceKind.File);
        Should.Throw<RewardLabException>(() => generator.Generate("two dogs", CancellationToken.None)).Message.ShouldContain("\"two dogs\"");
        Should.Throw<RewardLabException>(() => Make(new FileGeneratorOptions { Path = path + "x" })).Message.ShouldContain("set.jsonx");
        Should.Throw<RewardLabException>(() => Make(new FileGeneratorOptions { Path = Write("bad.json", "[") })).Message.ShouldContain("bad.json");
    }

    [Fact]
    public void Random_AnySeed_SamplesOtherPromptsOnceEachAndAlwaysTheSame() =>
        Gen.Select(Gen.ULong, Gen.Int[0, 19], Gen.Int[1, 30]).Sample((seed, own, count) =>
        {
            var set = Make(new RandomOptions { Prompts = Prompts, Seed = seed, Count = count }).Generate(Prompts[own], CancellationToken.None);
            set.ContrastivePrompts.Count.ShouldBe(Math.Min(count, 19));
            set.ContrastivePrompts.ShouldBeUnique();
            set.ContrastivePrompts.ShouldNotContain(Prompts[own]);
            set.ContrastivePrompts.ShouldBeSubsetOf(Prompts);
            Make(new RandomOptions { Prompts = [.. Prompts.Reverse()], Seed = seed, Count = count })
                .Generate(Prompts[own], CancellationToken.None)
                .ContrastivePrompts.ShouldBe(set.ContrastivePrompts);
        });

    [Fact]
    public void Random_OtherSeed_SamplesOtherPrompts() =>
        Enumerable.Range(0, 20).Select(seed => string.Join(
            ',', Make(new RandomOptions { Prompts = Prompts, Seed = (ulong)seed, Count = 3 }).Generate("x", CancellationToken.None).ContrastivePrompts))
            .Distinct().Count().ShouldBeGreaterThan(15);

    [Fact]
    public void Random_LikeAFile_SamplesAsManyAsItsSets()
    {
        var likeFile = Write("like.json", "{\"prompt 1\": [\"a\", \"b\", \"c\"], \"prompt 2\": [\"a\"]}");
        var generator = Make(new RandomOptions { PromptFile = Write("prompts.txt", string.Join('\n', Prompts) + "\n\n"), LikeFile = likeFile });
        generator.Generate("prompt 1", CancellationToken.None).ContrastivePrompts.Count.ShouldBe(3);
        generator.Generate("prompt 2", CancellationToken.None).ContrastivePrompts.Count.ShouldBe(1);
        generator.CanHandle("prompt 3").ShouldBeFalse();
    }

    [Fact]
    public void Random_PromptFile_IsReadByTheHost()
    {
        var generator = Make(new RandomOptions { Prompts = ["one"], PromptFile = Write("prompts.csv", "two\nthree\n"), Count = 5 });
        generator.Generate("one", CancellationToken.None).ContrastivePrompts.ShouldBe(["two", "three"], ignoreOrder: true);
    }

    [Fact]
    public void Random_NothingToSampleFrom_SaysWhatToGive()
    {
        Should.Throw<RewardLabException>(() => Make(new RandomOptions { Prompts = ["one", "one"] })).Message.ShouldContain("at least two");
        Should.Throw<RewardLabException>(() => Make(new RandomOptions { PromptFile = Path.Combine(_folder, "none.txt") })).Message.ShouldContain("none.txt");
        Should.Throw<RewardLabException>(() => Make(new RandomOptions { Prompts = Prompts, Like = "a", LikeFile = "b" })).Message.ShouldContain("not of both");
    }

    private static IPromptGenerator Make(object options)
    {
        var context = new ComponentContext { PluginFolder = "", CacheFolder = "", Components = null!, PromptFiles = new PromptLines() };
        return options is FileGeneratorOptions ? new FileGeneratorFactory().Create(options, context) : new RandomGeneratorFactory().Create(options, context);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private sealed class PromptLines : IPromptFiles
    {
        public IReadOnlyList<string> Read(string path) =>
            File.Exists(path) ? [.. File.ReadAllLines(path).Where(line => line.Length > 0)] : throw new RewardLabException($"There is no file '{path}'.");
    }
}
