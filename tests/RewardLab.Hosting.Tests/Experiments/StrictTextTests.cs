using System.Text;
using RewardLab.Abstractions;
using RewardLab.Hosting.Experiments;
using RewardLab.Hosting.Models;
using RewardLab.Hosting.Plugins.Discovery;
using RewardLab.Hosting.Prompts;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Hosting.Rewards;
using RewardLab.Hosting.Tests.Recipes;

namespace RewardLab.Hosting.Tests.Experiments;

/// <summary>Every text file that this project reads, with a byte that is not UTF-8, and in the encodings that editors of Windows write.</summary>
public sealed class StrictTextTests : IDisposable
{
    private static readonly Dictionary<string, (string File, string Text, Action<string> Read)> Readers = new(StringComparer.Ordinal)
    {
        ["prompts"] = ("prompts.txt", "a cat\ntwo caf\u00e9s\n", path => PromptLines.Read(path)[1].Prompt.ShouldBe("two caf\u00e9s")),
        ["preset"] = ("preset.yaml", "a: 1\nname: caf\u00e9\n", path => PresetReader.Read(path)[1].Value.ShouldBe("caf\u00e9")),
        ["reward tree"] = ("reward.yaml", "# a\nreward: caf\u00e9\n",
            path => RewardTreeYaml.ReadFile(path).ShouldBeOfType<RewardModelNode>().Component.Id.ShouldBe("caf\u00e9")),
        ["experiment"] = ("experiment.yaml", "model: toybox\nprompts: [caf\u00e9]\n",
            path => ExperimentYaml.ReadFile(path).Prompts.Texts.ShouldBe(["caf\u00e9"])),
        ["models"] = ("models.yaml", "# mine\n- {id: mine, description: caf\u00e9, architecture: clip, reward: clip, folder: /there}\n", path =>
            ModelRegistry.Open(new UserFolders(Path.GetDirectoryName(path)!, [], "")).Find("mine").Description.ShouldBe("caf\u00e9")),
        ["recipe"] = ("recipe.csx", "// A recipe.\nvar s = Lab.Param(\"s\", \"caf\u00e9\", \"text\");\n",
            path => RecipeInfo.Read(path).Parameters[0].Default.ShouldBe("caf\u00e9")),
        ["manifest"] = ("plugin.yaml", "id: a\nname: caf\u00e9\ncontractVersion: 1.0\nassembly: a.dll\n",
            path => ManifestReader.Read(path).Name.ShouldBe("caf\u00e9")),
    };

    private readonly RecipeFolder _folder = new();

    public static TheoryData<string> All => [.. Readers.Keys];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(All))]
    public void File_OfInvalidUtf8_IsRefusedByLineAndByte(string name)
    {
        var (file, text, read) = Readers[name];
        var path = _folder.Write(file, "");
        var place = text.IndexOf('\u00e9', StringComparison.Ordinal);
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes(text));

        var message = Should.Throw<RewardLabException>(() => read(path)).Message;

        message.ShouldContain(file);
        message.ShouldContain($"(2): at byte offset {place} there is byte 0xE9, which is not valid UTF-8");
        message.ShouldNotContain("\n");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void File_OfAnyByteOrderMarkAndLineEnd_IsRead(string name)
    {
        var (file, text, read) = Readers[name];
        var path = _folder.Write(file, "");
        foreach (var encoding in new Encoding[] { new UTF8Encoding(false), new UTF8Encoding(true), Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            File.WriteAllText(path, text, encoding);
            read(path);
            File.WriteAllText(path, text.Replace("\n", "\r\n", StringComparison.Ordinal), encoding);
            read(path);
        }
    }
}
