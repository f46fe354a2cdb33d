using RewardLab.Runs.Images;

namespace RewardLab.Runs.Tests.Images;

/// <summary>Images that are not plain 8-bit RGB: all of 8 x 6 pixels, made with ImageMagick.</summary>
public sealed class OddImageTests
{
    [Theory]
    [InlineData("rgb16.png", 0, 255, 0, 0)]
    [InlineData("rgb16.png", 40, 0, 0, 255)]
    [InlineData("grey16.png", 0, 255, 255, 255)]
    [InlineData("grey16.png", 18, 153, 153, 153)]
    [InlineData("grey16.png", 40, 0, 0, 0)]
    [InlineData("grey.jpg", 0, 255, 255, 255)]
    [InlineData("cmyk.jpg", 0, 255, 0, 0)]
    [InlineData("cmyk.jpg", 40, 0, 0, 255)]
    [InlineData("anim.gif", 0, 255, 0, 0)]
    [InlineData("anim.webp", 0, 255, 0, 0)]
    public void Read_OtherThanEightBitRgb_HasTheColoursThatPeopleSee(string file, int pixel, byte red, byte green, byte blue)
    {
        var image = ImageFiles.Read(Path.Combine(AppContext.BaseDirectory, "Images", "Odd", file));

        (image.Count, image.Height, image.Width).ShouldBe((1, 6, 8), "of an animation the first image");
        var values = image[0].Slice(pixel * 3, 3);
        const int Tolerance = 12; // JPEG, and a gradient's first row
        ((double)values[0]).ShouldBe(red, Tolerance);
        ((double)values[1]).ShouldBe(green, Tolerance);
        ((double)values[2]).ShouldBe(blue, Tolerance);
    }
}
