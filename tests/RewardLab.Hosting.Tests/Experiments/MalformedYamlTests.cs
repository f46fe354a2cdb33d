using System.Diagnostics;
using System.Globalization;
using System.Text;
using RewardLab.Abstractions;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Experiments;
using RewardLab.Hosting.Models;
using RewardLab.Hosting.Plugins.Discovery;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Hosting.Rewards;
using RewardLab.Hosting.Tests.Recipes;

namespace RewardLab.Hosting.Tests.Experiments;

/// <summary>Text that is no YAML, in every file of YAML that this floor reads: one error that names the file, the line and the column.</summary>
public sealed class MalformedYamlTests : IDisposable
{
    private static readonly Dictionary<string, (string File, Func<string, object?> Read)> Readers = new(StringComparer.Ordinal)
    {
        ["experiment"] = ("experiment.yaml", ExperimentYaml.ReadFile),
        ["reward tree"] = ("reward.yaml", RewardTreeYaml.ReadFile),
        ["reward preset"] = ("rewards.yaml", RewardPreset.ReadFile),
        ["recipe preset"] = ("preset.yaml", PresetReader.Read),
        ["models"] = ("models.yaml", path => ModelRegistry.Open(new UserFolders(Path.GetDirectoryName(path)!, [], ""))),
        ["manifest"] = ("plugin.yaml", ManifestReader.Read),
    };

    // Some of them make the parser throw what is no YamlException, or recurse without end.
    private static readonly string[] Texts =
    [
        "reward: [nonsense\nheldOut: x\n", "...\n%YAML 1.1\n", "  :   ...\n", "reward: [nonsense", "reward: {a: b", "&x {*x : a, *x : b}", "&x [*x]",
        "model: toybox\nreward: [", "{", "[", "a: {b: [c", "? [", "- - - [", "reward: &", "reward: *",
        "reward: !<", "%YAML 9.9.9\n---\na", "a: \"", "a: '", "\ta: b", "a: b: c", "{a: b}}", "reward: [a,\n#", "&a [*a", "<<: *x", "\u0085[", "--- [\n...\n[",
    ];

    private readonly RecipeFolder _folder = new();

    public static TheoryData<string> All => [.. Readers.Keys];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(All))]
    public void File_OfMalformedYaml_IsRefusedByFileLineAndColumn(string name)
    {
        var (file, read) = Readers[name];
        foreach (var text in Texts)
        {
            var path = _folder.Write(file, text);

            var exception = Record.Exception(() => read(path));

            // What a lenient parser takes may still be refused for what it says, but by no other kind of exception.
            exception?.ShouldBeOfType<RewardLabException>($"{name}: {text}: {exception}");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void File_WithAListThatDoesNotEnd_SaysWhere(string name)
    {
        var (file, read) = Readers[name];
        var path = _folder.Write(file, "id: toybox\nreward: [nonsense\nheldOut: x\n");

        var message = Should.Throw<RewardLabException>(() => read(path)).Message;

        message.ShouldContain(file);
        message.ShouldMatch(@"\(\d+,\d+\)|line \d+");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void File_NestedWithoutEnd_IsRefused(string name)
    {
        var (file, read) = Readers[name];
        var path = _folder.Write(file, $"id: {new string('[', 200_000)}");

        Should.Throw<RewardLabException>(() => read(path)).Message.ShouldContain(file);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void File_OfAliasesOfAliases_IsRefusedBeforeItFillsTheMemory(string name)
    {
        var (file, read) = Readers[name];
        var text = new StringBuilder("id: toybox\nx0: &x0 [a, a, a, a, a, a, a, a, a]\n");
        for (var level = 1; level < 12; level++)
        {
            text.Append(CultureInfo.InvariantCulture, $"x{level}: &x{level} [{string.Join(", ", Enumerable.Repeat($"*x{level - 1}", 9))}]\n");
        }

        var message = Should.Throw<RewardLabException>(() => read(_folder.Write(file, text.ToString()))).Message;

        message.ShouldContain(file);
        message.ShouldContain(name == "manifest" ? "unknown" : "more than 500000 nodes");
    }

    [Fact]
    public void Text_OfTooManyAliasesOrCharacters_IsRefusedByLineAndColumn()
    {
        Should.Throw<RewardLabException>(
            () => ExperimentYaml.Read(new StringReader($"prompts: [&a x{string.Concat(Enumerable.Repeat(", *a", 1001))}]"), "mine.yaml"))
            .Message.ShouldMatch(@"mine\.yaml\(1,\d+\): .*more than 1000 aliases");
        Should.Throw<RewardLabException>(
            () => ExperimentYaml.Read(new StringReader($"model: toybox\nprompts: {new string('x', 5 << 20)}"), "mine.yaml"))
            .Message.ShouldMatch(@"mine\.yaml\(\d+,\d+\): .*more than 4194304 characters");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void File_ThatIsAPipe_IsNotWaitedFor(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pipes in folders.");
        var (file, read) = Readers[name];
        var path = _folder.Write(file, "");
        File.Delete(path);
        using (var made = Process.Start("mkfifo", [path]))
        {
            made.WaitForExit();
        }

        // Nothing to read, or an error that names the file: either way it comes back.
        if (Record.Exception(() => read(path)) is { } exception)
        {
            exception.ShouldBeOfType<RewardLabException>().Message.ShouldContain(file);
        }
    }

    [Fact]
    public void Option_OfMalformedFlowText_StaysText() =>
        OptionText.Groups("[nonsense").ShouldBe(["[nonsense"]);

    [Fact]
    public void RewardPreset_WithASplitInTwoSpellings_SaysWhere() =>
        Should.Throw<RewardLabException>(
            () => RewardPreset.ReadFile(_folder.Write("rewards.yaml", "sets:\n  counting: {reward: a}\n  Counting: {reward: b}\n")))
            .Message.ShouldContain("rewards.yaml(3,3)");
}
