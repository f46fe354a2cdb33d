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
    public void Random_AnySeed_DrawsOtherPromptsOnceEachAndAlwaysTheSame() =>
        Gen.Select(Gen.ULong, Gen.Int[0, 19], Gen.Int[1, 30]).Sample((seed, own, count) =>
        {
            var set = Make(new RandomOptions { Prompts = Prompts, Seed = seed, Count = count }).Generate(Prompts[own], CancellationToken.None);
            set.ContrastivePrompts.Count.ShouldBe(Math.Min(count, 19));
            set.ContrastivePrompts.ShouldBeUnique();
            set.ContrastivePrompts.ShouldNotContain(Prompts[own]);
            set.ContrastivePrompts.ShouldBeSubsetOf(Prompts);
            Make(new RandomOptions { Prompts = [.. Prompts.Reverse()], Seed = seed, Count = count }).Generate(Prompts[own], CancellationToken.None).ContrastivePrompts.ShouldBe(set.ContrastivePrompts);
        });

    [Fact]
    public void Random_OtherSeed_DrawsOtherPrompts() =>
        Enumerable.Range(0, 20).Select(seed => string.Join(',', Make(new RandomOptions { Prompts = Prompts, Seed = (ulong)seed, Count = 3 }).Generate("x", CancellationToken.None).ContrastivePrompts))
            .Distinct().Count().ShouldBeGreaterThan(15);

    [Fact]
    public void Random_LikeAFile_DrawsAsManyAsItsSets()
    {
        var likeFile = Write("like.json", "{\"prompt 1\": [\"a\", \"b\", \"c\"], \"prompt 2\": [\"a\"]}");
        var generator = Make(new RandomOptions { PromptFile = Write("prompts.txt", string.Join('\n', Prompts) + "\n\n"), LikeFile = likeFile });
        generator.Generate("prompt 1", CancellationToken.None).ContrastivePrompts.Count.ShouldBe(3);
        generator.Generate("prompt 2", CancellationToken.None).ContrastivePrompts.Count.ShouldBe(1);
        generator.CanHandle("prompt 3").ShouldBeFalse();
        Make(new RandomOptions { PromptFile = likeFile, Count = 5 }).Generate("prompt 1", CancellationToken.None).ContrastivePrompts.ShouldBe(["prompt 2"]);
    }

    [Fact]
    public void Random_FileThatIsNoText_IsRefusedByLineAndByte()
    {
        var path = Write("prompts.txt", "");
        File.WriteAllBytes(path, [.. "a cat\ncaf"u8, 0xE9, (byte)'\n']);
        Should.Throw<RewardLabException>(() => Make(new RandomOptions { PromptFile = path })).Message.ShouldBe($"{path}(2): at byte offset 9 there is byte 0xE9, which is not valid UTF-8; save the file as UTF-8.");
        Should.Throw<RewardLabException>(() => Make(new RandomOptions { PromptFile = Write("labels.csv", "prompt\na\nb\n") })).Message.ShouldContain("is no file of prompts by its name");
    }

    [Fact]
    public void Random_NothingToDrawFrom_SaysWhatToGive()
    {
        Should.Throw<RewardLabException>(() => Make(new RandomOptions { Prompts = ["one", "one"] })).Message.ShouldContain("at least two");
        Should.Throw<RewardLabException>(() => Make(new RandomOptions { PromptFile = Path.Combine(_folder, "none.txt") })).Message.ShouldContain("none.txt");
        Should.Throw<RewardLabException>(() => Make(new RandomOptions { Prompts = Prompts, Like = "a", LikeFile = "b" })).Message.ShouldContain("not of both");
    }

    private static IPromptGenerator Make(object options)
    {
        var context = new ComponentContext { PluginFolder = "", CacheFolder = "", Components = null! };
        return options is FileGeneratorOptions ? new FileGeneratorFactory().Create(options, context) : new RandomGeneratorFactory().Create(options, context);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
