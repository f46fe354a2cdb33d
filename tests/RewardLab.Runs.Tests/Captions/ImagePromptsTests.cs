using RewardLab.Abstractions;
using RewardLab.Runs.Captions;
using RewardLab.Runs.Images;

namespace RewardLab.Runs.Tests.Captions;

public sealed class ImagePromptsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void OfFolder_Sidecars_AreCaptionsOrTexts()
    {
        Image("a.png", "deep/b.png", "c.d.png");
        Write("a.txt", " a cat\n");
        Write("deep/b.caption", "two dogs");
        Write("deep/b.txt", "dogs, grass, tags");
        Write("c.d.txt", "a name with a point");

        Found(_folder[""]).ShouldBe(["a.png: a cat", "c.d.png: a name with a point", "deep/b.png: two dogs"]);
    }

    [Fact]
    public void OfFolder_SidecarMissingOrEmpty_IsNamed()
    {
        Image("a.png", "b.png", "c.png");
        Write("b.txt", "  \n");
        Should.Throw<RewardLabException>(() => ImagePrompts.OfFolder(_folder[""]))
            .Message.ShouldContain("The prompt of 'a.png' and of 1 more of 3 images is not known");

        Write("a.txt", "a");
        Write("c.txt", "c");
        Should.Throw<RewardLabException>(() => ImagePrompts.OfFolder(_folder[""])).Message.ShouldContain("b.txt' is empty");
    }

    [Fact]
    public void OfFolder_MetadataBelow_CountsRelativeToItsFolder()
    {
        Image("train/a.png", "test/a.png", "test/deep/b.png", "elsewhere.png");
        Write("train/metadata.jsonl", """{"file_name": "a.png", "text": "trained on"}""");
        Write("test/metadata.csv", "file_name,text\na.png,tested on\ndeep/b.png,\"tested, too\"\n");

        Found(_folder[""]).ShouldBe(["test/a.png: tested on", "test/deep/b.png: tested, too", "train/a.png: trained on"]);
    }

    [Fact]
    public void OfFolder_MetadataOfSomeImages_LeavesTheOthersTheirOwnTextsAndNamesTheRest()
    {
        Image("a.png", "b.png", "c.png");
        Write("metadata.jsonl", """{"file_name": "a.png", "text": "told"}""");
        Write("a.txt", "tags");
        Write("b.txt", "beside");

        Found(_folder[""]).ShouldBe(["a.png: told", "b.png: beside"]);
        ImagePrompts.WithoutPrompt(_folder[""], ImagePrompts.OfFolder(_folder[""])).ShouldBe([_folder["c.png"]]);

        // Named one by one they have the same prompts.
        ImagePrompts.OfFiles([_folder["a.png"], _folder["b.png"]]).Select(entry => entry.Prompt).Order(StringComparer.Ordinal).ShouldBe(["beside", "told"]);
    }

    [Fact]
    public void OfFolder_KohyasMetadataWithPathsOfAnotherMachine_FindsImagesByName()
    {
        Image("0001.png", "deep/0002.png");
        Write("meta.json", """{"/train/img/0001.png": {"caption": "one"}, "D:\\img\\0002.png": {"caption": "two"}}""");

        Found(_folder[""]).ShouldBe(["0001.png: one", "deep/0002.png: two"]);
    }

    [Fact]
    public void OfFolder_GenEval_GivesEachFoldersSamplesItsPrompt()
    {
        Image("00000/samples/0000.png", "00000/samples/0001.png", "00000/grid.png", "00001/samples/0000.png");
        Write(
            "00000/metadata.jsonl",
            """{"tag": "counting", "include": [{"class": "bench", "count": 2}], "exclude": [{"class": "bench", "count": """
            + """3}], "prompt": "a photo of two benches"}""");
        Write("00001/metadata.jsonl", """{"tag": "single_object", "include": [{"class": "cat", "count": 1}], "prompt": "a photo of a cat"}""");

        Found(_folder[""]).ShouldBe(
            ["00000/samples/0000.png: a photo of two benches", "00000/samples/0001.png: a photo of two benches", "00001/samples/0000.png: a photo of a cat"]);
        Found(_folder["00001"]).ShouldBe(["00001/samples/0000.png: a photo of a cat"]);
    }

    [Fact]
    public void OfFolder_KohyasMetadata_GivesCaptionOrTags()
    {
        Image("img/a.png", "img/b.webp", "c.png");
        Write(
            "meta_cap.json",
            """{"a": {"caption": "a cat", "tags": "cat, sofa", "train_resolution": [512, 512]}, "img/b.webp": {"tags": "dog, grass"}, """
            + $"\"{_folder["c.png"].Replace("\\", "\\\\")}\": {{\"caption\": \"by its path\"}} }}");

        Found(_folder[""]).ShouldBe(["c.png: by its path", "img/a.png: a cat", "img/b.webp: dog, grass"]);
        Found(() => ImagePrompts.OfTable(_folder["meta_cap.json"], [])).ShouldBe(Found(_folder[""]));
    }

    [Theory]
    [InlineData("""{"a": {"width": 3}, "b": {"caption": "x"}}""", "The prompt of 'a.png'")]
    [InlineData("""{"a": {"caption": "x"}, "b": {"width": 3}}""", "entry \"b\" has neither a caption nor tags")]
    [InlineData("""{"same": {"caption": "x"}}""", "or '")]
    public void OfFolder_KohyasMetadataThatLacksSomething_IsNamed(string json, string message)
    {
        Image("a.png", "b.png", "one/same.png", "two/same.png");
        Write("meta.json", json);

        Should.Throw<RewardLabException>(() => ImagePrompts.OfFolder(_folder[""])).Message.ShouldContain(message);
    }

    [Fact]
    public void OfTable_Paths_AreLookedForInTheFoldersAndBesideTheTable()
    {
        Image("tables/beside.png", "images/deep/there.jpg");
        Write("tables/t.csv", "prompt,image\nbeside,beside.png\nthere,deep\\there.jpg\nno extension,deep/there\nmissing,none.png\n");

        Found(() => ImagePrompts.OfTable(_folder["tables/t.csv"], [_folder["images"]]))
            .ShouldBe(["images/deep/there.jpg: no extension", "images/deep/there.jpg: there", "images/none.png: missing", "tables/beside.png: beside"]);
    }

    [Theory]
    [InlineData("t.csv", "image,prompt\na.png,a\n", true)]
    [InlineData("t.jsonl", """{"file_name": "a.png", "text": "a"}""", true)]
    [InlineData("t.json", """{"a": {"caption": "a"}}""", true)]
    [InlineData("t.csv", "prompt\na\n", false)]
    [InlineData("t.txt", "image,prompt\n", false)]
    public void IsTable_ByFileName_IsTrueOfFilesThatGiveImagesPrompts(string name, string text, bool expected)
    {
        Write(name, text);

        ImagePrompts.IsTable(_folder[name]).ShouldBe(expected);
    }

    private string[] Found(string folder) => Found(() => ImagePrompts.OfFolder(folder));

    private string[] Found(Func<IReadOnlyList<ImagePrompt>> find) =>
        [.. find().Select(entry => $"{Path.GetRelativePath(_folder[""], entry.File).Replace('\\', '/')}: {entry.Prompt}").Order(StringComparer.Ordinal)];

    private void Image(params string[] names)
    {
        foreach (var name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
            using var file = File.Create(_folder[name]);
            ImageFiles.WritePng(file, new ImageBatch(new byte[12], 1, 2, 2), 0);
        }
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllText(_folder[name], text);
    }
}
