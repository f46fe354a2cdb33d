using CsCheck;
using RewardLab.Runs.Sheets;
using SkiaSharp;

namespace RewardLab.Runs.Tests.Sheets;

public sealed class PixelFontTests
{
    [Fact]
    public void Letters_OfAscii_AllDiffer()
    {
        var shapes = Enumerable.Range(' ', '~' - ' ' + 1).Select(code => Draw(((char)code).ToString())).ToArray();
        shapes.Distinct().Count().ShouldBe(shapes.Length);
    }

    [Fact]
    public void Letter_ThatIsNotThere_IsABox() => Draw("é").ShouldBe(Draw("漢"));

    [Fact]
    public void Text_WrappedOrFitted_IsNoWiderThanItsPlace() =>
        Gen.Select(Gen.String[Gen.Char[' ', '~'], 0, 60], Gen.Int[20, 300], Gen.Int[1, 4]).Sample((text, width, lines) =>
        {
            var wrapped = PixelFont.Wrap(text, width, 2, lines);
            wrapped.Count.ShouldBeLessThanOrEqualTo(lines);
            wrapped.ShouldAllBe(line => PixelFont.Measure(line, 2) <= Math.Max(width, PixelFont.Measure("...", 2)));
        });

    private static string Draw(string text)
    {
        using var bitmap = new SKBitmap(8, 10);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        PixelFont.Draw(canvas, text, 0, 0, 1, SKColors.Black);
        canvas.Flush();
        return string.Concat(bitmap.Pixels.Select(pixel => pixel == SKColors.Black ? '#' : '.')) + PixelFont.Measure(text, 1);
    }
}
