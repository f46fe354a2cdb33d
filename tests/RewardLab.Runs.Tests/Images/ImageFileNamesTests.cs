using RewardLab.Abstractions;
using RewardLab.Runs.Images;

namespace RewardLab.Runs.Tests.Images;

public sealed class ImageFileNamesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ImageFileNamesTests()
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
    public void Find_Pattern_GivesImagesSorted(string pattern, string expected) =>
        ImageFileNames.Find([_folder[pattern]]).Select(file => Path.GetRelativePath(_folder[""], file).Replace('\\', '/')).ShouldBe(expected.Split(' '));

    [Fact]
    public void Find_SeveralPatterns_GiveEachImageOnce() => ImageFileNames.Find([_folder["*.png"], _folder["a.png"], _folder["*"]]).Count.ShouldBe(2);

    [Theory]
    [InlineData("none.png")]
    [InlineData("*.gif")]
    [InlineData("none/**/*.png")]
    public void Find_Nothing_NamesThePattern(string pattern) =>
        Should.Throw<RewardLabException>(() => ImageFileNames.Find([_folder[pattern]])).Message.ShouldContain(_folder[pattern]);

    [Fact]
    public void Find_Folder_KnowsImagesByContentAndByName()
    {
        var pillow = Path.Combine(AppContext.BaseDirectory, "Images", "Pillow");
        foreach (var (from, to) in new[]
        {
            ("444.jpg", "b.jfif"), ("444.jpg", "c.jpe"), ("rgb.tif", "d.tiff"), ("rgb8.png", "no-extension"), ("rgb8.png", "called.txt"), ("rgb.bmp", "f.dib"),
        })
        {
            File.Copy(Path.Combine(pillow, from), Directory.CreateDirectory(_folder["mixed"]).FullName + "/" + to);
        }

        File.WriteAllBytes(_folder["mixed/photo.HEIC"], [0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0, .. "mif1heic"u8]);
        File.WriteAllBytes(_folder["mixed/photo.jpg"], [0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0, .. "mif1heic"u8]);
        File.WriteAllBytes(_folder["mixed/a.avif"], [0, 0, 0, 24, .. "ftypmif1"u8, 0, 0, 0, 0, .. "mif1avif"u8]);
        File.WriteAllBytes(_folder["mixed/j.jp2"], [0, 0, 0, 12, .. "jP  "u8, 13, 10, 0x87, 10]);
        File.WriteAllBytes(_folder["mixed/film.mp4"], [0, 0, 0, 24, .. "ftypisom"u8, 0, 0, 0, 0, .. "isommp42"u8]);
        File.WriteAllText(_folder["mixed/notes.md"], "BM is how these notes begin");

        var found = ImageFileNames.Find([_folder["mixed"]]);

        found.Select(Path.GetFileName)
            .ShouldBe(["a.avif", "b.jfif", "c.jpe", "called.txt", "d.tiff", "f.dib", "j.jp2", "no-extension", "photo.HEIC", "photo.jpg"]);
        found.Where(file => ImageFiles.Problem(file) is null).Select(file => ImageFiles.Read(file).Count).Sum().ShouldBe(6);
        found.Select(ImageFiles.Problem)
            .OfType<string>()
            .Select(problem => problem.Split("format ")[1].Split(',')[0])
            .ShouldBe(["AVIF", "JPEG 2000", "HEIC", "HEIC"]);
        Should.Throw<RewardLabException>(() => ImageFiles.Read(_folder["mixed/photo.jpg"]))
            .Message.ShouldBe($"'{_folder["mixed/photo.jpg"]}' is an image of format HEIC, which is not supported. Save it as PNG or JPEG.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("**")]
    [InlineData("**/*.png")]
    public void Find_LinksThatLeadRound_GiveEachFileOnce(string pattern)
    {
        foreach (var name in (string[])["a.png", "b.png", "sub/c.png"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder["round/" + name])!);
            File.WriteAllText(_folder["round/" + name], "");
        }

        Directory.CreateDirectory(_folder["outside"]);
        File.WriteAllText(_folder["outside/d.png"], "");
        LinkFolder("round/sub/up", _folder["round"]);
        LinkFolder("round/sub/relative", "..");
        LinkFolder("round/again", _folder["round/sub"]);
        LinkFolder("round/out", _folder["outside"]);
        LinkFolder("round/out-too", _folder["outside"]);
        LinkFolder("round/ring", _folder["round/ring"]);
        File.CreateSymbolicLink(_folder["round/0.png"], _folder["round/b.png"]);

        ImageFileNames.Find([_folder["round/" + pattern]])
            .Select(file => Path.GetRelativePath(_folder["round"], file).Replace('\\', '/'))
            .ShouldBe(["a.png", "b.png", "out/d.png", "sub/c.png"]);
    }

    [Fact]
    public void Find_FolderThatIsALinkItself_IsWalked()
    {
        LinkFolder("link", _folder["deep"]);

        ImageFileNames.Find([_folder["link"], _folder["deep"]]).ShouldBe([_folder["deep/c.png"], _folder["deep/er/d.webp"], _folder["deep/er/e.png"]]);
        ImageFileNames.Find([_folder["link"]]).Count.ShouldBe(3);
    }

    private void LinkFolder(string name, string target)
    {
        try
        {
            Directory.CreateSymbolicLink(_folder[name], target);
        }
        catch (IOException) when (OperatingSystem.IsWindows())
        {
            Assert.Skip("links need a right on Windows");
        }

        // Wine says that it made one.
        Assert.SkipWhen(OperatingSystem.IsWindows() && new DirectoryInfo(_folder[name]).LinkTarget is null, "there are no links here");
    }
}
