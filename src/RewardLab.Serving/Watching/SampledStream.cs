using RewardLab.Abstractions;

namespace RewardLab.Serving.Watching;

/// <summary>Samples the images for which the same rewards were asked, window by window: Vitter's algorithm R, whose chances come from a seed and from an image's
/// place in the stream, never from what the image is or scores.</summary>
/// <param name="rewards">The rewards that were asked.</param>
/// <param name="options">Sizes.</param>
/// <param name="seed">The root seed.</param>
/// <param name="seen">Images of the stream that were scored before.</param>
internal sealed class SampledStream(IReadOnlyList<string> rewards, WatchOptions options, ulong seed, long seen)
{
    private readonly SeedStream _chances = SeedStream.Create(seed, $"watch {SeriesOf(rewards)}");
    private readonly List<(long Place, SampledImage Image)> _sampled = [];
    private long _seen = seen;
    private int _seenInWindow;

    /// <summary>The stream's name: its rewards.</summary>
    public string Series { get; } = SeriesOf(rewards);

    /// <summary>The name of the stream of some rewards.</summary>
    public static string SeriesOf(IReadOnlyList<string> rewards) => string.Join('+', rewards);

    /// <summary>Passes an image.</summary>
    /// <param name="size">Bytes of its file.</param>
    /// <param name="reserve">Asked where it is sampled, with the bytes that it takes and those of one that goes for it: whether there is room.</param>
    /// <param name="copy">Copies it, where it is sampled.</param>
    /// <returns>Whether there was room for it, or it was not sampled.</returns>
    public bool Pass(int size, Func<int, int, bool> reserve, Func<SampledImage> copy)
    {
        // Where fewer are held than should be, because there was no room, a chosen place beyond them is one of those.
        var place = _seenInWindow < options.SampledPerWindow
            ? _seenInWindow
            : (int)Math.BigMul(_chances[_seen], (ulong)_seenInWindow + 1, out _);
        _seen++;
        _seenInWindow++;
        if (place >= options.SampledPerWindow)
        {
            return true;
        }

        var former = _sampled.FindIndex(entry => entry.Place == place);
        if (!reserve(size, former < 0 ? 0 : _sampled[former].Image.File.Length))
        {
            return false;
        }

        if (former >= 0)
        {
            _sampled.RemoveAt(former);
        }

        _sampled.Add((place, copy()));
        return true;
    }

    /// <summary>Whether the window is full.</summary>
    public bool IsFull => _seenInWindow >= options.ImagesPerWindow;

    /// <summary>Ends the window; null where it holds no image.</summary>
    public SampledWindow? End()
    {
        var window = _sampled.Count == 0 ? null : new SampledWindow(Series, rewards, _seen, _seenInWindow, [.. _sampled.Select(entry => entry.Image)]);
        _sampled.Clear();
        _seenInWindow = 0;
        return window;
    }
}
