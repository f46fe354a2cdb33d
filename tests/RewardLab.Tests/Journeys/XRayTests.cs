using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Runs.Images;

namespace RewardLab.Tests.Journeys;

/// <summary>'rewardlab xray' through the built program.</summary>
public sealed class XRayTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void XRay_OfAPlantedHack_NamesItAndWritesTheSameBytesTwice()
    {
        Save(4, "two cats", "a ball", "three moons", "a star", "two drums", "a red box", "four keys", "a blue hat");
        var first = _place.Run(Arguments("first"));
        first.ExitCode.ShouldBe(0, first.Error);
        first.Output.ShouldContain("jpeg-compressibility rises most with: ");
        _place.Run(Arguments("second")).ExitCode.ShouldBe(0);
        File.ReadAllBytes(_place["first.json"]).ShouldBe(File.ReadAllBytes(_place["second.json"]));
        File.ReadAllBytes(_place["first.html"]).ShouldBe(File.ReadAllBytes(_place["second.html"]));
        var spots = JsonDocument.Parse(File.ReadAllText(_place["first.json"])).RootElement.GetProperty("rewards")[0].GetProperty("weakSpots");
        spots[0].GetProperty("change").GetString().ShouldBeOneOf("blur", "downscale", "lower-contrast", "quantise", "jpeg");

        string[] Arguments(string name) =>
            ["xray", "jpeg-compressibility", "--images", "images", "--probe-steps", "3", "--html", $"{name}.html", "--json", $"{name}.json"];
    }

    [Fact]
    public void XRay_OfToyboxWithScenes_SeesWhatBreaksTheMeaning()
    {
        _place.Write("prompts.txt", "two apples\na red ball\n");
        var outcome = _place.Run(
            "xray", "toybox-clip", "--scenes", "toybox-scenes", "--prompts", "prompts.txt", "--images-per-prompt", "2", "--textnorm", "rules",
            "--probe-steps", "0", "--json", "card.json");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        var rewards = JsonDocument.Parse(File.ReadAllText(_place["card.json"])).RootElement.GetProperty("rewards");
        rewards.GetArrayLength().ShouldBe(2);
        rewards[1].GetProperty("name").GetString().ShouldBe("TextNorm(toybox-clip)");
        rewards[0].GetProperty("meaningChanges").EnumerateArray().Select(effect => effect.GetProperty("title").GetString())
            .ShouldBe(["another prompt's meaning: contrastive prompts", "object more", "object less", "other toy", "other colour"], ignoreOrder: true);
    }

    [Fact]
    public void XRay_OfATableThatLeavesImagesOut_SaysSo()
    {
        Save(2, "two cats", "a ball");
        _place.Write("table.csv", "image,prompt\ntwo-cats-0.png,two cats\ntwo-cats-1.png,two cats\n");
        var outcome = _place.Run("xray", "jpeg-compressibility", "--images", "images/*.png", "--prompts", "table.csv", "--probe-steps", "0");
        outcome.ExitCode.ShouldBe(3, outcome.Error);
        outcome.Error.ShouldContain("2 images without a prompt of their own");
    }

    [Fact]
    public void XRay_WithoutImagesOrPrompts_SaysWhatToDo()
    {
        Refused(2, "xray", "toybox-clip").ShouldContain("No images are given");
        Refused(2, "xray", "toybox-clip", "--scenes", "toybox", "--prompt", "two cats").ShouldContain("toybox-scenes");
        Refused(1, "xray", "toybox-clip", "--images", "nowhere", "--prompt", "two cats").ShouldContain("nowhere");
        _place.Write("prompts.txt", "two cats\n");
        Refused(2, "xray", "jpeg-compressibility", "--images", "images", "--prompts", "prompts.txt").ShouldContain("must be a table");
        Refused(2, "xray", "jpeg-compressibility", "--data", "labels.csv", "--prompt", "two cats").ShouldContain("Leave --prompts and --prompt out");
        Save(1);
        Refused(1, "xray", "jpeg-compressibility", "--images", "images", "--probe-steps", "0").ShouldContain("one image only");
    }

    private string Refused(int exitCode, params string[] arguments)
    {
        var outcome = _place.Run(arguments);
        outcome.ExitCode.ShouldBe(exitCode, outcome.Error);
        return outcome.Error;
    }

    // Smooth images with soft noise, for prompts that stand beside them; two unless said otherwise.
    private void Save(int imagesPerPrompt, params string[] prompts)
    {
        Directory.CreateDirectory(_place["images"]);
        foreach (var prompt in prompts.Length > 0 ? prompts : ["two cats", "a ball"])
        {
            for (var image = 0; image < imagesPerPrompt; image++)
            {
                var noise = SeedStream.Create(5, prompt).Child($"{image}");
                var name = $"images/{prompt.Replace(' ', '-')}-{image}";
                var pixels = new byte[48 * 48 * 3];
                for (var i = 0; i < pixels.Length; i++)
                {
                    pixels[i] = (byte)(60 + (i / 3 % 48 * 3) + (int)(noise[i] % (ulong)(10 + (8 * image))));
                }

                using var file = File.Create(_place[name + ".png"]);
                ImageFiles.WritePng(file, new ImageBatch(pixels, 1, 48, 48), 0);
                _place.Write(name + ".txt", prompt);
            }
        }
    }
}
