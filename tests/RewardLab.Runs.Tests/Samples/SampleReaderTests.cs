using RewardLab.Runs.Images;
using RewardLab.Runs.Samples;
using RewardLab.Runs.Scores;

namespace RewardLab.Runs.Tests.Samples;

public sealed class SampleReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ReadImages_OfSeveralFormats_JoinsThemAllToTheirScores()
    {
        Directory.CreateDirectory(_folder["images/00001-clip"]);
        string[] names = ["000.png", "001.jpg", "002.webp"];
        foreach (var name in names.Append("notes.txt"))
        {
            File.WriteAllBytes(_folder[$"images/00001-clip/{name}"], [1]);
        }

        new ScoreTable("clip", [.. names.Select(name => $"images/00001-clip/{name}")], ["a", "b", "c"], [ScoreColumn.Reward("clip", [1, 2, 3])])
            .AppendCsv(_folder["scores/clip.csv"]);
        var samples = SampleReader.ReadImages(_folder.Path);
        samples.Select(sample => (Path.GetFileName(sample.Path), sample.Prompt, sample.Scores["clip"]))
            .ShouldBe([("000.png", "a", 1), ("001.jpg", "b", 2), ("002.webp", "c", 3)]);
    }

    [Theory]
    [InlineData(new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G' }, ".png")]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xE0 }, ".jpg")]
    [InlineData(new byte[] { (byte)'I', (byte)'I', 42, 0 }, ".tif")]
    [InlineData(new byte[] { (byte)'h', (byte)'i' }, null)]
    [InlineData(new byte[0], null)]
    public void ExtensionOf_AFile_IsThatOfItsContent(byte[] file, string? extension) => ImageFileNames.ExtensionOf(file).ShouldBe(extension);
}
