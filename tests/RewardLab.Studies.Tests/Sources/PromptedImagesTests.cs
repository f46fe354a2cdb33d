using RewardLab.Studies.Sources;

namespace RewardLab.Studies.Tests.Sources;

public sealed class PromptedImagesTests : IDisposable
{
    private readonly StudyFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Of_GenEvalsFolder_GivesEachFoldersSamplesItsPrompt()
    {
        foreach (var image in new[] { "00000/samples/0000.png", "00000/samples/0001.png", "00000/grid.png", "00001/samples/0000.png" })
        {
            _fixture.WriteImage(image);
        }

        _fixture.Write("00000/metadata.jsonl", """{"tag": "counting", "prompt": "a photo of two benches"}""");
        _fixture.Write("00001/metadata.jsonl", """{"tag": "single_object", "prompt": "a photo of a cat"}""");

        Found().ShouldBe(
            ["00000/samples/0000.png: a photo of two benches", "00000/samples/0001.png: a photo of two benches", "00001/samples/0000.png: a photo of a cat"]);
    }

    [Fact]
    public void Of_KohyasMetadata_GivesCaptionOrTags()
    {
        _fixture.WriteImage("img/a.png");
        _fixture.WriteImage("img/b.png");
        _fixture.Write("meta_cap.json", """{"a": {"caption": "a cat", "tags": "cat, sofa"}, "img/b.png": {"tags": "dog, grass"}}""");

        Found().ShouldBe(["img/a.png: a cat", "img/b.png: dog, grass"]);
    }

    private IEnumerable<string> Found() =>
        PromptedImages.Read(_fixture.Folder).Select(entry => $"{entry.Image.File}: {entry.Prompt}").Order(StringComparer.Ordinal);
}
