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
        var path = _folder.Write(file, $"id: {new string('[', 50_000)}");

        Should.Throw<RewardLabException>(() => read(path)).Message.ShouldContain(file);
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
