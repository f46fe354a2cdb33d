using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Runs.Images;

namespace RewardLab.Runs.Tests.Images;

/// <summary>Image files against what Pillow reads of them; the folder's README says how they were made.</summary>
public sealed class PillowTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Images", "Pillow");

    private static readonly JsonElement Expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "expected.json")))
        .RootElement.GetProperty("pictures");

    public static TheoryData<string> All => [.. Expected.EnumerateObject().Select(entry => entry.Name)];

    public static TheoryData<string> Oriented =>
        [.. Expected.EnumerateObject()
            .Where(entry => entry.Value.TryGetProperty("upright", out _) && !entry.Name.Contains("alpha", StringComparison.Ordinal))
            .Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(All))]
    public void Read_Reference_IsPillowsConvertRgb(string file) =>
        Check(ImageFiles.Read(Path.Combine(Folder, file), ImageReading.Reference), Expected.GetProperty(file));

    [Theory]
    [MemberData(nameof(Oriented))]
    public void Read_Shown_IsPillowsExifTranspose(string file) =>
        Check(ImageFiles.Read(Path.Combine(Folder, file)), Expected.GetProperty(file).GetProperty("upright"));

    [Fact]
    public void Read_Oriented_CoversEveryOrientationOfPngAndJpeg() =>
        Oriented.Select(row => row.Data).Where(file => file.StartsWith("exif-", StringComparison.Ordinal)).ShouldBe(
            [
                .. Enumerable.Range(2, 7).SelectMany(i => new[] { $"exif-{i}.jpg", $"exif-{i}.png" }),
                "exif-3.webp",
                "exif-6.webp",
                "exif-after.png",
                "exif-text.png",
                "exif-ztxt.png",
            ], ignoreOrder: true);

    [Theory]
    [InlineData("rgba8.png")]
    [InlineData("la8.png")]
    [InlineData("lossless-alpha.webp")]
    [InlineData("rgba.tif")]
    [InlineData("rgba16.tif")]
    public void Read_Shown_LaysTransparencyOnWhite(string file)
    {
        var shown = ImageFiles.Read(Path.Combine(Folder, file));
        var stored = ImageFiles.Read(Path.Combine(Folder, file), ImageReading.Reference);

        for (var i = 0; i < shown.Pixels.Length; i++)
        {
            var pixel = i / 3;
            var alpha = new[] { 0, 255, 102 }[((pixel % shown.Width) + (pixel / shown.Width)) % 3];
            ((double)shown.Pixels.Span[i]).ShouldBe(255 + ((stored.Pixels.Span[i] - 255) * alpha / 255.0), 0.5 + 1e-9, $"value {i}");
        }
    }

    [Fact]
    public void Read_ShownWithAlphaAndOrientation_IsTurnedToo()
    {
        var image = ImageFiles.Read(Path.Combine(Folder, "exif-alpha.png"));

        (image.Height, image.Width).ShouldBe((13, 9));
    }

    [Theory]
    [InlineData("rgb.tif")]
    [InlineData("lzw.tif")]
    [InlineData("jpeg.tif")]
    [InlineData("rgba16.tif")]
    [InlineData("group4.tif")]
    [InlineData("exif-6.png")]
    [InlineData("exif-ztxt.png")]
    [InlineData("grey16.png")]
    [InlineData("part-transparent.gif")]
    [InlineData("lossy-alpha.webp")]
    public void Read_CutOffOrDamagedAnywhere_IsAnImageOrOneLine(string file)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Folder, file));
        using var folder = new TemporaryFolder();
        for (var place = 0; place < bytes.Length; place += 1 + (bytes.Length / 60))
        {
            foreach (var damaged in new[] { bytes[..place], [.. bytes[..place], (byte)~bytes[place], .. bytes[(place + 1)..]] })
            {
                File.WriteAllBytes(folder["a"], damaged);
                try
                {
                    ImageFiles.Read(folder["a"], ImageReading.Reference).Count.ShouldBe(1);
                }
                catch (RewardLabException exception)
                {
                    exception.Message.ShouldContain($"'{folder["a"]}'");
                    exception.Message.ShouldNotContain("\n");
                }
            }
        }
    }

    private static void Check(ImageBatch image, JsonElement expected)
    {
        (image.Width, image.Height).ShouldBe((expected.GetProperty("width").GetInt32(), expected.GetProperty("height").GetInt32()));
        var values = expected.GetProperty("rgb").GetBytesFromBase64();
        image.Pixels.Length.ShouldBe(values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            image.Pixels.Span[i].ShouldBe(values[i], $"channel {i % 3} of pixel {i / 3}: {image.Pixels.Span[i]}, Pillow {values[i]}");
        }
    }
}
