using RewardLab.Serving.Watches;

namespace RewardLab.Serving.Tests.Watches;

public sealed class SampledStreamTests
{
    private static readonly WatchOptions Options = new() { ImagesPerWindow = 50, SampledPerWindow = 10 };

    [Fact]
    public void Pass_OfManyWindows_SamplesEachPlaceAsOften()
    {
        const int Windows = 5000;
        var counts = new int[Options.ImagesPerWindow];
        foreach (var window in Sample(new SampledStream(["a"], Options, seed: 1, seen: 0), Windows))
        {
            window.Images.Count.ShouldBe(Options.SampledPerWindow);
            foreach (var image in window.Images)
            {
                counts[(int)image.Scores[0] % counts.Length]++;
            }
        }

        // Each is expected 1,000 times with a deviation of 28.
        counts.ShouldAllBe(count => count > 870 && count < 1130);
    }

    [Fact]
    public void Pass_WithTheSameSeed_SamplesTheSamePlacesAndWithAnotherOthers()
    {
        var first = Places(Sample(new SampledStream(["a", "b"], Options, seed: 1, seen: 0), 3));
        Places(Sample(new SampledStream(["a", "b"], Options, seed: 1, seen: 0), 3)).ShouldBe(first);
        Places(Sample(new SampledStream(["a", "b"], Options, seed: 2, seen: 0), 3)).ShouldNotBe(first);
        Places(Sample(new SampledStream(["a"], Options, seed: 1, seen: 0), 3)).ShouldNotBe(first);
    }

    [Fact]
    public void Pass_WhereThereIsNoRoom_KeepsWhatIsThere()
    {
        var stream = new SampledStream(["a"], Options, seed: 1, seen: 0);
        var held = 0;
        for (var i = 0; i < Options.ImagesPerWindow; i++)
        {
            var number = i;
            stream.Pass("a", [number], new byte[1], Reserve);
        }

        held.ShouldBe(4);
        stream.IsFull.ShouldBeTrue();
        stream.End()!.Images.Count.ShouldBe(4);
        stream.End().ShouldBeNull();

        bool Reserve(int bytes, int given)
        {
            if (held + bytes - given > 4)
            {
                return false;
            }

            held += bytes - given;
            return true;
        }
    }

    private static double[] Places(IEnumerable<SampledWindow> windows) => [.. windows.SelectMany(window => window.Images).Select(image => image.Scores[0])];

    private static List<SampledWindow> Sample(SampledStream stream, int count)
    {
        var windows = new List<SampledWindow>();
        for (var i = 0; windows.Count < count; i++)
        {
            var number = i;
            stream.Pass("a", [number], default, (_, _) => true);
            if (stream.IsFull)
            {
                windows.Add(stream.End()!);
            }
        }

        return windows;
    }
}
