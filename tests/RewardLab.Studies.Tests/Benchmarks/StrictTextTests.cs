using System.Text;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Preferences;
using RewardLab.Evaluation.Prompts;
using RewardLab.Runs.Events;
using RewardLab.Runs.Scores;
using RewardLab.Runs.Store;
using RewardLab.Studies.Benchmarks;
using RewardLab.Studies.Sources;

namespace RewardLab.Studies.Tests.Benchmarks;

/// <summary>Every text file that this project and RewardLab.Runs read, with a byte that is not UTF-8, and in the encodings that editors of Windows
/// write.</summary>
public sealed class StrictTextTests : IDisposable
{
    private const string Prompt = "two caf\u00e9s";

    private static readonly Dictionary<string, (string File, string Text, Action<string> Read)> Readers = new(StringComparer.Ordinal)
    {
        ["csv"] = ("a.csv", $"prompt,image,label_1\n{Prompt},a.png,1\n", ReadSet),
        ["json"] = ("a.json", $"[\n{{\"prompt\": \"{Prompt}\", \"image\": \"a.png\", \"labels\": [1]}}]\n", ReadSet),
        ["json lines"] = ("a.jsonl", $"\n{{\"prompt\": \"{Prompt}\", \"image\": \"a.png\", \"labels\": [1]}}\n", ReadSet),
        ["tia2"] = ("human_labels_a.json", $"{{\n\"image_0_0_0.jpg\": {{\"caption\": \"{Prompt}\", \"human_labels\": [1]}}}}\n", ReadSet),
        ["prompt set"] = ("a.prompts.json", $"{{\n\"{Prompt}\": [\"one cat\"]}}", path =>
        {
            using var stream = File.OpenRead(path);
            PromptSetFile.Read(stream, path).Single().Prompt.ShouldBe(Prompt);
        }),
        ["choices"] = ("choices.jsonl", $"\n{{\"prompt\": \"{Prompt}\", \"first\": \"a.png\", \"second\": \"b.png\", \"preferred\": \"first\"}}\n", path =>
        {
            using var stream = File.OpenRead(path);
            PreferenceFile.Read(stream, path).Single().Prompt.ShouldBe(Prompt);
        }),
        ["scores"] = ("scores.csv", $"image,prompt,clip\na.png,{Prompt},1\n", path => ScoreTable.ReadCsv(path).Prompts.ShouldBe([Prompt])),
        ["run"] = ("run.yaml", $"# a run\nerror: {Prompt}\n", path => RunYaml.Read(path).Error.ShouldBe(Prompt)),
        ["sidecar"] = ("a.txt", $"\n{Prompt}\n", path =>
        {
            File.WriteAllBytes(Path.ChangeExtension(path, ".png"), []);
            PromptedImages.Read(Path.GetDirectoryName(path)!).Single().Prompt.ShouldBe(Prompt);
        }),
    };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> All => [.. Readers.Keys];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(All))]
    public void File_OfInvalidUtf8_IsRefusedByLineAndByte(string name)
    {
        var (file, text, read) = Readers[name];
        var place = text.IndexOf('\u00e9', StringComparison.Ordinal);
        File.WriteAllBytes(_folder[file], Encoding.Latin1.GetBytes(text));

        var message = Should.Throw<RewardLabException>(() => read(_folder[file])).Message;

        message.ShouldBe($"{_folder[file]}(2): at byte offset {place} there is byte 0xE9, which is not valid UTF-8; save the file as UTF-8.");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void File_OfAnyByteOrderMarkAndLineEnd_IsRead(string name)
    {
        var (file, text, read) = Readers[name];
        foreach (var encoding in new Encoding[] { new UTF8Encoding(false), new UTF8Encoding(true), Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            foreach (var end in new[] { "\n", "\r\n", "\r" })
            {
                File.WriteAllText(_folder[file], text.Replace("\n", end, StringComparison.Ordinal), encoding);
                read(_folder[file]);
            }
        }
    }

    [Fact]
    public void Log_OfEventsWithInvalidUtf8_NamesTheLine()
    {
        File.WriteAllBytes(_folder[RunEvents.FileName], Encoding.Latin1.GetBytes("{\"kind\":\"a\",\"data\":{}}\n{\"kind\":\"caf\u00e9\",\"data\":{}}\n"));

        Should.Throw<RewardLabException>(() => RunEvents.Read(_folder.Path)).Message.ShouldContain("(2): at byte offset");
        new RunEventTail(_folder.Path).Read().Damage.Single().ShouldContain("line 2 is damaged: it is not valid UTF-8");
    }

    private static void ReadSet(string path) => BenchmarkFolder.Open(path).Single().Set.Prompts.Single().Prompt.ShouldBe(Prompt);
}
