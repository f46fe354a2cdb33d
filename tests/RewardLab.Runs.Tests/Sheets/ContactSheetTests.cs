using System.Text;
using System.Xml.Linq;
using RewardLab.Abstractions;
using RewardLab.Runs.Images;
using RewardLab.Runs.Sheets;

namespace RewardLab.Runs.Tests.Sheets;

public sealed class ContactSheetTests
{
    // Where the first tile of an untitled sheet with headings of one line has its corner.
    private const int TileLeft = 248;
    private const int TileTop = 62;
    private const int TileSize = 144;

    [Theory]
    [InlineData(true, 0x1A, 0x8F, 0x4C)]
    [InlineData(false, 0xD0, 0x2F, 0x2A)]
    public void Tile_WithALabel_HasItsFrameAndItsImage(bool isCorrect, byte red, byte green, byte blue)
    {
        var sheet = Draw(new ContactSheet("", ["n = 1"], [new("three apples", [new(Plain(10, 20, 200), 0, isCorrect)])]));
        Pixel(sheet, TileLeft - 3, TileTop + (TileSize / 2)).ShouldBe((red, green, blue));
        Pixel(sheet, TileLeft + TileSize + 2, TileTop + (TileSize / 2)).ShouldBe((red, green, blue));
        Pixel(sheet, TileLeft + (TileSize / 2), TileTop + (TileSize / 2)).ShouldBe(((byte)10, (byte)20, (byte)200));
    }

    [Fact]
    public void TickAndCross_OfTheTwoLabels_DifferInShape()
    {
        var shapes = new[] { true, false }.Select(isCorrect =>
        {
            var sheet = Draw(new ContactSheet("", ["n"], [new("p", [new(Plain(0, 0, 0), 0, isCorrect)])]));
            return string.Concat(
                from y in Enumerable.Range(TileTop - 14, 28)
                from x in Enumerable.Range(TileLeft + TileSize - 12, 28)
                select Pixel(sheet, x, y) == ((byte)255, (byte)255, (byte)255) ? '#' : '.');
        }).ToArray();
        shapes.ShouldAllBe(shape => shape.Contains('#'));
        shapes[0].ShouldNotBe(shapes[1]);
    }

    [Fact]
    public void Sheet_RenderedTwice_IsTheSameBytes()
    {
        var sheet = new ContactSheet("Best of n", ["a", "b"], [new("p", [new(Plain(1, 2, 3), 0, true, "0.93"), null])]);
        Bytes(sheet).ShouldBe(Bytes(sheet));
    }

    [Fact]
    public void Svg_OfASheet_HoldsItsWordsAndImagesAsTheyAreAndColoursForDarkScreens()
    {
        var image = Plain(10, 20, 200);
        var sheet = new ContactSheet(
            "Best \u0001of <n>", ["a", "b"], [new("three & apples", [new(image, 0, true, "0.93"), null]), new("p", [null, new(image, 0, false)])]);

        var svg = XDocument.Parse(Encoding.UTF8.GetString(Bytes(sheet.WriteSvg)));

        XNamespace name = "http://www.w3.org/2000/svg";
        var words = svg.Descendants(name + "text").Select(text => text.Value).ToArray();
        words.ShouldBe(["Best  of <n>", "a", "b", "three & apples", "0.93", "p", "correct", "incorrect"], ignoreOrder: true);
        foreach (var shown in svg.Descendants(name + "image"))
        {
            var bytes = Convert.FromBase64String(shown.Attribute("href")!.Value["data:image/png;base64,".Length..]);
            ImageFiles.Read(new MemoryStream(bytes), "tile").Pixels.ToArray().ShouldBe(image.Pixels.ToArray(), "not a pixel is changed");
        }

        svg.Descendants(name + "image").Count().ShouldBe(2);
        svg.Descendants(name + "style").Single().Value.ShouldContain("@media (prefers-color-scheme:dark)");
        var png = Draw(sheet);
        ((string)svg.Root!.Attribute("width")!, (string)svg.Root.Attribute("height")!).ShouldBe(($"{png.Width}", $"{png.Height}"));
    }

    [Fact]
    public void Captions_OfASheet_AreVisible()
    {
        var with = Draw(new ContactSheet("Title", ["heading"], [new("caption", [null])]));
        var without = Draw(new ContactSheet(" ", [" "], [new(" ", [null])]));
        Ink(with).ShouldBeGreaterThan(Ink(without) + 300);
    }

    [Fact]
    public void Sheet_OfNothingOrUnevenRows_IsRefused()
    {
        Should.Throw<ArgumentException>(() => new ContactSheet("", [], [new("p", [])]));
        Should.Throw<ArgumentException>(() => new ContactSheet("", ["a"], []));
        Should.Throw<ArgumentException>(() => new ContactSheet("", ["a", "b"], [new("p", [null])])).Message.ShouldContain("'p'");
    }

    [Theory]
    [InlineData(512, 256)]
    [InlineData(3, 90)]
    public void Image_OfAnyShape_KeepsItsProportions(int width, int height)
    {
        var images = new ImageBatch([.. Enumerable.Repeat((byte)0, width * height * 3)], 1, height, width);
        var sheet = Draw(new ContactSheet("", ["n"], [new("p", [new(images, 0)])]));
        var black = (from y in Enumerable.Range(TileTop, TileSize)
            from x in Enumerable.Range(TileLeft, TileSize)
            where Pixel(sheet, x, y) == (0, 0, 0)
            select (x, y)).ToArray();
        var (wide, high) = (black.Max(p => p.x) - black.Min(p => p.x) + 1, black.Max(p => p.y) - black.Min(p => p.y) + 1);
        Math.Abs(((double)wide / high / ((double)width / height)) - 1).ShouldBeLessThan(0.35);
        Math.Max(wide, high).ShouldBeInRange(TileSize - 4, TileSize);
    }

    private static ImageBatch Plain(byte red, byte green, byte blue) =>
        new([.. Enumerable.Range(0, 64 * 64).SelectMany(_ => new[] { red, green, blue })], 1, 64, 64);

    private static byte[] Bytes(ContactSheet sheet) => Bytes(sheet.WritePng);

    private static byte[] Bytes(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return stream.ToArray();
    }

    private static ImageBatch Draw(ContactSheet sheet) => ImageFiles.Read(new MemoryStream(Bytes(sheet)), "sheet");

    private static int Ink(ImageBatch image) => image.Pixels.ToArray().Count(value => value < 0xC0);

    private static (byte Red, byte Green, byte Blue) Pixel(ImageBatch image, int x, int y)
    {
        var pixel = image[0].Slice(((y * image.Width) + x) * 3, 3);
        return (pixel[0], pixel[1], pixel[2]);
    }
}
