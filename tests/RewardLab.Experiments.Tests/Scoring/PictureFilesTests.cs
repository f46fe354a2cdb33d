using RewardLab.Abstractions;
using RewardLab.Experiments.Scoring;

namespace RewardLab.Experiments.Tests.Scoring;

public sealed class PictureFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PictureFilesTests()
    {
        foreach (var file in (string[])["a.png", "b.JPG", "notes.txt", "deep/c.png", "deep/er/d.webp", "deep/er/e.png"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[file])!);
            File.WriteAllText(_folder[file], "");
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "a.png b.JPG deep/c.png deep/er/d.webp deep/er/e.png")]
    [InlineData("a.png", "a.png")]
    [InlineData("*", "a.png b.JPG")]
    [InlineData("*.png", "a.png")]
    [InlineData("**/*.png", "a.png deep/c.png deep/er/e.png")]
    [InlineData("deep/**", "deep/c.png deep/er/d.webp deep/er/e.png")]
    [InlineData("deep/*/?.*", "deep/er/d.webp deep/er/e.png")]
    public void Find_Pattern_GivesPicturesSorted(string pattern, string expected) =>
        PictureFiles.Find([_folder[pattern]]).Select(file => Path.GetRelativePath(_folder[""], file).Replace('\\', '/')).ShouldBe(expected.Split(' '));

    [Fact]
    public void Find_SeveralPatterns_GiveEachPictureOnce() => PictureFiles.Find([_folder["*.png"], _folder["a.png"], _folder["*"]]).Count.ShouldBe(2);

    [Theory]
    [InlineData("none.png")]
    [InlineData("*.gif")]
    [InlineData("none/**/*.png")]
    public void Find_Nothing_NamesThePattern(string pattern) =>
        Should.Throw<RewardLabException>(() => PictureFiles.Find([_folder[pattern]])).Message.ShouldContain(_folder[pattern]);
}
