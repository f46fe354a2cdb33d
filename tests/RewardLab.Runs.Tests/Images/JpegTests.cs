using System.Globalization;
using System.Security.Cryptography;
using RewardLab.Abstractions;
using RewardLab.Runs.Images;

namespace RewardLab.Runs.Tests.Images;

/// <summary>JPEG as Pillow writes it, byte for byte: against stored sizes and hashes, and against Pillow itself where it is there.
/// REWARDLAB_UPDATE_REFERENCE=1 stores what Pillow says.</summary>
public sealed class JpegTests
{
    private const string Reference = "jpeg.csv";
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Images", "Pillow");

    [Fact]
    public void WriteJpeg_OfManyKindsAndSizes_IsWhatPillowWrote()
    {
        var expected = File.ReadLines(Path.Combine(Folder, Reference)).Skip(2).ToArray();
        var samples = JpegSamples.All.ToArray();

        expected.Length.ShouldBe(samples.Length);
        samples.Length.ShouldBeGreaterThan(200);
        for (var i = 0; i < samples.Length; i++)
        {
            Line(samples[i].Name, Write(samples[i].Image, 95)).ShouldBe(expected[i]);
        }
    }

    [Fact]
    public void WriteJpeg_BesidePillow_WritesTheSameBytes()
    {
        Assert.SkipUnless(DebianPython.Has("PIL"), "needs Debian's python3-pil");
        using var folder = new TemporaryFolder();
        var samples = JpegSamples.All.ToArray();
        using (var file = File.Create(folder["samples"]))
        {
            foreach (var (_, image) in samples)
            {
                file.Write([.. BitConverter.GetBytes(image.Height), .. BitConverter.GetBytes(image.Width)]);
                file.Write(image.Pixels.Span);
            }
        }

        foreach (var quality in new[] { 1, 50, 75, 100, 95 })
        {
            var (exitCode, output, error) = DebianPython.Run(
                Path.Combine(Folder, "jpeg.py"), folder["samples"], quality.ToString(CultureInfo.InvariantCulture));
            exitCode.ShouldBe(0, error);
            var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (quality == 95 && Environment.GetEnvironmentVariable("REWARDLAB_UPDATE_REFERENCE") == "1")
            {
                var stored = Path.Combine(AppContext.BaseDirectory, "../../../Images/Pillow", Reference);
                File.WriteAllLines(stored, [lines[0], "image,bytes,sha256", .. samples.Select((sample, i) => $"{sample.Name},{lines[i + 1]}")]);
            }

            for (var i = 0; i < samples.Length; i++)
            {
                Line(samples[i].Name, Write(samples[i].Image, quality)).ShouldBe($"{samples[i].Name},{lines[i + 1]}", $"quality {quality}");
            }
        }
    }

    [Fact]
    public void WriteJpeg_OfOneImageOfABatch_WritesThatOne()
    {
        var images = JpegSamples.All.Where(sample => sample.Image is { Height: 17, Width: 33 }).Select(sample => sample.Image).ToArray();
        var batch = ImageBatch.Concat(images);

        Write(batch, 95, 2).ShouldBe(Write(images[2], 95));
        Write(batch, 95, 2).ShouldNotBe(Write(images[1], 95));
    }

    [Fact]
    public void WriteJpeg_OfTooLongARow_SaysSo() =>
        Should.Throw<RewardLabException>(() => Write(new ImageBatch(new byte[65_536 * 3], 1, 1, 65_536), 95)).Message.ShouldBe(
            "An image of 65536 x 1 pixels does not fit into a JPEG: at most 65535 a side.");

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void WriteJpeg_OfAQualityThatIsNone_IsRefused(int quality) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Write(new ImageBatch(new byte[3], 1, 1, 1), quality));

    private static string Line(string name, byte[] jpeg) => $"{name},{jpeg.Length},{Convert.ToHexStringLower(SHA256.HashData(jpeg))}";

    private static byte[] Write(ImageBatch images, int quality, int index = 0)
    {
        using var stream = new MemoryStream();
        ImageFiles.WriteJpeg(stream, images, index, quality);
        return stream.ToArray();
    }
}
