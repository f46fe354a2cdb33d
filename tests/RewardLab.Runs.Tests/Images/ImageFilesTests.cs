using System.Buffers.Binary;
using System.Diagnostics;
using RewardLab.Abstractions;
using RewardLab.Runs.Images;
using SkiaSharp;

namespace RewardLab.Runs.Tests.Images;

public sealed class ImageFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Png_WrittenAndRead_IsTheSamePixels()
    {
        var images = Gradient(5, 7);
        var path = Write("a.png", images);
        var read = ImageFiles.Read(path);
        (read.Count, read.Height, read.Width).ShouldBe((1, 5, 7));
        read.Pixels.ToArray().ShouldBe(images.Pixels.ToArray());
    }

    [Fact]
    public void Png_Written_HasNeitherAlphaNorMetadata()
    {
        var bytes = File.ReadAllBytes(Write("a.png", Gradient(4, 4)));
        bytes[25].ShouldBe((byte)2, "colour type 2 is RGB");
        Chunks(bytes).Distinct().Except(["sBIT"]).ShouldBe(["IHDR", "IDAT", "IEND"]);
    }

    [Fact]
    public void Png_Transparent_IsCompositedOnWhite()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(3, 1, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        bitmap.SetPixel(0, 0, new SKColor(200, 0, 0, 0));
        bitmap.SetPixel(1, 0, new SKColor(200, 0, 0, 128));
        bitmap.SetPixel(2, 0, new SKColor(200, 10, 0, 255));
        var read = ImageFiles.Read(Save("a.png", bitmap, SKEncodedImageFormat.Png));
        read.Pixels.ToArray().ShouldBe(new byte[] { 255, 255, 255, 227, 127, 127, 200, 10, 0 });
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void Image_OfOneColour_IsReadWithThatColour(SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(16, 16, SKColorType.Rgba8888, SKAlphaType.Opaque));
        bitmap.Erase(new SKColor(180, 90, 30));
        var read = ImageFiles.Read(Save("a", bitmap, format));
        for (var i = 0; i < read.Pixels.Length; i++)
        {
            Math.Abs(read.Pixels.Span[i] - new[] { 180, 90, 30 }[i % 3]).ShouldBeLessThanOrEqualTo(4);
        }
    }

    [Theory]
    [InlineData(1, "ABCDEF", 3)]
    [InlineData(2, "CBAFED", 3)]
    [InlineData(3, "FEDCBA", 3)]
    [InlineData(4, "DEFABC", 3)]
    [InlineData(5, "ADBECF", 2)]
    [InlineData(6, "DAEBFC", 2)]
    [InlineData(7, "FCEBDA", 2)]
    [InlineData(8, "CFBEAD", 2)]
    public void Image_WithOrientation_IsTurnedUpright(int exifOrientation, string expected, int expectedWidth)
    {
        // Stored as ABC over DEF; a letter is a grey level.
        var rgb = "ABCDEF".SelectMany(letter => Enumerable.Repeat((byte)letter, 3)).ToArray();
        var read = Orientation.Apply((SKEncodedOrigin)exifOrientation, rgb, height: 2, width: 3);
        read.Width.ShouldBe(expectedWidth);
        string.Concat(read.Pixels.ToArray().Where((_, i) => i % 3 == 0).Select(value => (char)value)).ShouldBe(expected);
    }

    [Fact]
    public void Image_ThatIsAPipeOrALinkToOne_IsRefusedWithoutWaitingForAWriter()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pipes in folders.");
        using (var made = Process.Start("mkfifo", [_folder["a.png"]]))
        {
            made.WaitForExit();
        }

        File.CreateSymbolicLink(_folder["b.png"], _folder["a.png"]);

        Message(_folder["a.png"]).ShouldContain("is not an image that can be read");
        Message(_folder["b.png"]).ShouldContain("is not an image that can be read");
        ImageFiles.Problem(_folder["b.png"]).ShouldNotBeNull();
    }

    [Fact]
    public void Image_Missing_IsNamed() => Message(_folder["none.png"]).ShouldBe($"There is no file '{_folder["none.png"]}'.");

    [Theory]
    [InlineData("")]
    [InlineData("not an image at all")]
    [InlineData("\u0089PNG\r\n\u001a\n")]
    public void Image_OfOtherContent_IsNamed(string content)
    {
        File.WriteAllText(_folder["a.png"], content, System.Text.Encoding.Latin1);
        Message(_folder["a.png"]).ShouldContain("PNG, JPEG, WebP, GIF, BMP or TIFF");
    }

    [Fact]
    public void Png_CutOffAnywhere_IsRefusedUnlessEveryPixelIsThere()
    {
        var images = Gradient(20, 20);
        var bytes = File.ReadAllBytes(Write("a.png", images));
        var refusedCount = 0;
        for (var length = 0; length < bytes.Length; length++)
        {
            try
            {
                ImageFiles.Read(new MemoryStream(bytes[..length]), "cut.png").Pixels.ToArray().ShouldBe(images.Pixels.ToArray());
            }
            catch (RewardLabException exception)
            {
                exception.Message.ShouldContain("'cut.png'");
                refusedCount = length + 1;
            }
        }

        // The data's checksum and the end chunk are all that an image can lack.
        refusedCount.ShouldBeGreaterThanOrEqualTo(bytes.Length - 24);
    }

    [Fact]
    public void Png_ThatClaimsAHugeSize_IsRefusedBeforeMemoryIsTaken()
    {
        var bytes = File.ReadAllBytes(Write("a.png", Gradient(4, 4)));
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), 200_000);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), 200_000);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(29), Crc32(bytes.AsSpan(12, 17)));
        File.WriteAllBytes(_folder["a.png"], bytes);
        Message(_folder["a.png"]).ShouldContain(_folder["a.png"]);
    }

    [Fact]
    public void Batch_OfUnequalSizes_NamesTheOddOne()
    {
        var paths = new[] { Write("a.png", Gradient(4, 4)), Write("b.png", Gradient(4, 5)) };
        var message = Should.Throw<RewardLabException>(() => ImageFiles.Read(paths)).Message;
        message.ShouldStartWith($"'{paths[1]}' is 5 x 4");
        ImageFiles.Read([paths[0], paths[0]]).Count.ShouldBe(2);
    }

    private static ImageBatch Gradient(int height, int width) =>
        new([.. Enumerable.Range(0, height * width * 3).Select(i => (byte)(i * 11))], 1, height, width);

    private static IEnumerable<string> Chunks(byte[] png)
    {
        for (var offset = 8; offset < png.Length; offset += 12 + BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(offset)))
        {
            yield return System.Text.Encoding.ASCII.GetString(png, offset + 4, 4);
        }
    }

    // Polynomial of the PNG specification, annex D.
    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        return ~crc;
    }

    private static string Message(string path) => Should.Throw<RewardLabException>(() => ImageFiles.Read(path)).Message;

    private string Write(string name, ImageBatch images)
    {
        using var file = File.Create(_folder[name]);
        ImageFiles.WritePng(file, images, 0);
        return _folder[name];
    }

    private string Save(string name, SKBitmap bitmap, SKEncodedImageFormat format)
    {
        using var file = File.Create(_folder[name]);
        bitmap.Encode(file, format, 100);
        return _folder[name];
    }
}
