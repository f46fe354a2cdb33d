using System.Text.Json;
using RewardLab.Torch.Text;

namespace RewardLab.Torch.Tests.Text;

/// <summary>Against words that ftfy 6.1.1, Python's html and unicodedata and the regex package made of random texts: see Golden/README.md.</summary>
public sealed class WordsGoldenTests
{
    [Fact]
    public void Words_AsOpenAi_AreThoseOfFtfyAndItsPattern() =>
        Differences(1, text => ClipWordSplitter.SplitAsOpenAi(ClipTextCleaner.Clean(text, ClipTextCleanup.OpenAi))).ShouldBeEmpty();

    [Fact]
    public void Words_AsHuggingFace_AreThoseOfItsNormalizers() =>
        Differences(2, text => ClipWordSplitter.SplitAsHuggingFace(
            ClipTextCleaner.Clean(text, ClipTextCleanup.HuggingFace), ClipWordSplitter.StartOfText, ClipWordSplitter.EndOfText)).ShouldBeEmpty();

    [Fact]
    public void Words_OfBert_AreThoseOfItsBasicTokenizer() => Differences(3, text => [.. BertWordSplitter.Split(text)]).ShouldBeEmpty();

    private static List<string> Differences(int column, Func<string, List<string>> words)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "text", "words.json")));
        var rows = document.RootElement.EnumerateArray().ToArray();
        rows.Length.ShouldBeGreaterThanOrEqualTo(2000);
        var differences = new List<string>();
        foreach (var row in rows)
        {
            var text = row[0].GetString()!;
            string[] expected = [.. row[column].EnumerateArray().Select(word => word.GetString()!)];
            var found = words(text);
            if (!found.SequenceEqual(expected, StringComparer.Ordinal))
            {
                differences.Add($"{Escaped(text)}: {Escaped(string.Join('|', found))} for {Escaped(string.Join('|', expected))}");
            }
        }

        return differences;
    }

    private static string Escaped(string text) => JsonSerializer.Serialize(text);
}
