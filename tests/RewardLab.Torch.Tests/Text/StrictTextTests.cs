using System.Text;
using RewardLab.Abstractions;
using RewardLab.Torch.Configuration;
using RewardLab.Torch.Text;
using RewardLab.Torch.Weights;

namespace RewardLab.Torch.Tests.Text;

/// <summary>Every file of text that comes with a model, with a byte that is no UTF-8, and in the encodings that editors of Windows write.</summary>
public sealed class StrictTextTests : IDisposable
{
    private static readonly Dictionary<string, (string File, string Text, Action<string> Read)> Readers = new(StringComparer.Ordinal)
    {
        ["vocabulary"] = ("vocab.txt", "[PAD]\ncaf\u00e9\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n", path => BertTokenizer.FromFile(path, 8).VocabularySize.ShouldBe(6)),
        ["configuration"] = ("config.json", "{\n\"name\": \"caf\u00e9\"}", path => JsonConfig.Load(path)),
        ["configuration's text"] = ("config.json", "{\n\"name\": \"caf\u00e9\"}",
            path => ModelFolder.Open(Path.GetDirectoryName(path)!).ReadConfig().ShouldContain("caf\u00e9")),
        ["tokens"] = ("vocab.json", "{\n\"caf\u00e9\": 0}", path => JsonFile.Read(path).RootElement.GetProperty("caf\u00e9").GetInt32().ShouldBe(0)),
    };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> All => [.. Readers.Keys];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(All))]
    public void File_OfInvalidUtf8_IsRefusedByLineAndByte(string name)
    {
        var (file, text, read) = Readers[name];
        var path = _folder[file];
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes(text));

        Should.Throw<RewardLabException>(() => read(path)).Message
            .ShouldBe(
                $"{path}(2): at byte offset {text.IndexOf('\u00e9', StringComparison.Ordinal)} there is byte 0xE9, which is not valid UTF-8; "
                + "save the file as UTF-8.");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void File_OfAnyByteOrderMark_IsRead(string name)
    {
        var (file, text, read) = Readers[name];
        var path = _folder[file];
        foreach (var encoding in new Encoding[] { new UTF8Encoding(false), new UTF8Encoding(true), Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            File.WriteAllText(path, text, encoding);
            read(path);
        }
    }
}
