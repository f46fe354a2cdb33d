using System.Globalization;
using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Runs.Images;

namespace RewardLab.Tests.Journeys;

/// <summary>jpeg-compressibility and jpeg-incompressibility through the built program.</summary>
public sealed class JpegRewardTests : IDisposable
{
    private static readonly (string Name, int Height, int Width)[] Images = [("a.png", 1, 1), ("b.png", 17, 33), ("c.png", 64, 64), ("d.png", 17, 33)];
    private readonly Workplace _place = new();

    public JpegRewardTests()
    {
        var seeds = SeedStream.Create(11, "images");
        foreach (var (name, height, width) in Images)
        {
            var stream = seeds.Child(name);
            using var file = File.Create(_place[name]);
            ImageFiles.WritePng(file, new ImageBatch([.. Enumerable.Range(0, height * width * 3).Select(i => (byte)stream[i])], 1, height, width), 0);
        }
    }

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Score_OfImages_IsTheSizeOfPillowsJpeg()
    {
        Assert.SkipUnless(DebianPython.Has("PIL"), "needs Debian's python3-pil");
        _place.Write(
            "size.py",
            """
            import io, sys
            from PIL import Image
            for name in sys.argv[1:]:
                jpeg = io.BytesIO()
                Image.open(name).convert("RGB").save(jpeg, format="JPEG", quality=95)
                print(jpeg.tell())
            """);
        var (exitCode, output, error) = DebianPython.Run([_place["size.py"], .. Images.Select(image => _place[image.Name])]);
        exitCode.ShouldBe(0, error);
        double[] kilobytes =
        [
            .. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => int.Parse(line, CultureInfo.InvariantCulture) / 1000.0),
        ];

        Scores("--reward", "jpeg-incompressibility", "--prompt", "a cat", "--prompt", "two cats").ShouldBe(
            kilobytes.SelectMany(size => new[] { size, size }));
        Scores("--reward", "jpeg-compressibility", "--prompt", "a cat").ShouldBe(kilobytes.Select(size => -size));
    }

    [Fact]
    public void Score_OfPairs_IsThatOfTheMatrix()
    {
        _place.Write("table.csv", "image,prompt\na.png,a cat\nb.png,a dog\nc.png,a cat\nd.png,a dog\n");

        Scores("--reward", "jpeg-compressibility", "--prompts", "table.csv").ShouldBe(Scores("--reward", "jpeg-compressibility", "--prompt", "a cat"));
    }

    [Fact]
    public void Score_CalibratedByTextNorm_IsRefusedInOneLine() =>
        _place.Run("score", "--reward", "jpeg-compressibility", "--textnorm", "rules", "--prompt", "two cats", "--images", "*.png").ErrorLine.ShouldContain(
            "TextNorm of jpeg-compressibility means nothing: its scores do not depend on the prompt");

    [Fact]
    public void Run_DdpoOnToybox_RunsTheSmokePreset()
    {
        var recipe = Path.Combine(Workplace.Repository, "recipes", "10-ddpo.csx");
        var outcome = _place.Run("run", recipe, "--preset", "smoke", "--set", "proxy=jpeg-compressibility", "--runs", "runs");

        outcome.ExitCode.ShouldBe(0, outcome.Error);
        outcome.Output.ShouldContain("jpeg-compressibility");
    }

    // In the order of images, then prompts.
    private double[] Scores(params string[] arguments)
    {
        var file = $"{Guid.NewGuid():N}.json";
        var outcome = _place.Run(["score", "--images", "*.png", "--json", file, .. arguments]);
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        return
        [
            .. JsonDocument.Parse(File.ReadAllText(_place[file])).RootElement.EnumerateArray()
                .SelectMany(row => row.GetProperty("scores").EnumerateObject().Select(score => score.Value.GetDouble())),
        ];
    }
}
