using System.Text;
using RewardLab.Abstractions;

namespace RewardLab.Serving.Watches;

/// <summary>Samples the images for which the same rewards were asked, window by window: Vitter's algorithm R, whose chances come from a seed and from an
/// image's place in the stream, never from what the image is or scores.</summary>
/// <param name="rewards">The rewards that were asked.</param>
/// <param name="options">Sizes.</param>
/// <param name="seed">The root seed.</param>
/// <param name="seen">Images of the stream that were scored before.</param>
internal sealed class SampledStream(IReadOnlyList<string> rewards, WatchOptions options, ulong seed, long seen)
{
    private readonly SeedStream _chances = SeedStream.Create(seed, $"watch {SeriesOf(rewards)}");
    private readonly List<(long Place, SampledImage Image)> _sampled = [];
    private readonly List<double[]> _scores = [];
    private readonly List<int> _prompts = [];
    private readonly Dictionary<ulong, int> _promptNumbers = [];
    private long _seen = seen;

    /// <summary>The stream's name: its rewards.</summary>
    public string Series { get; } = SeriesOf(rewards);

    /// <summary>The name of the stream of some rewards.</summary>
    public static string SeriesOf(IReadOnlyList<string> rewards) => string.Join('+', rewards);

    /// <summary>Passes an image.</summary>
    /// <param name="prompt">Its prompt.</param>
    /// <param name="scores">Its scores, [rewards].</param>
    /// <param name="file">The bytes of its file, which are copied where it is sampled.</param>
    /// <param name="reserve">Asked where it is sampled, with the bytes that it takes and those of one that goes for it: whether there is room.</param>
    /// <returns>Whether there was room for it, or it was not sampled.</returns>
    public bool Pass(string prompt, double[] scores, ReadOnlyMemory<byte> file, Func<int, int, bool> reserve)
    {
        var seenInWindow = _scores.Count;
        var hash = Fnv1a.Hash(Encoding.UTF8.GetBytes(prompt)); // of prompts that are not kept, no text is held
        if (!_promptNumbers.TryGetValue(hash, out var number))
        {
            _promptNumbers.Add(hash, number = _promptNumbers.Count);
        }

        _scores.Add(scores);
        _prompts.Add(number);

        // Where fewer are held than should be, because there was no room, a chosen place beyond them is one of those.
        var place = seenInWindow < options.SampledPerWindow
            ? seenInWindow
            : (int)Math.BigMul(_chances[_seen], (ulong)seenInWindow + 1, out _);
        _seen++;
        if (place >= options.SampledPerWindow)
        {
            return true;
        }

        var former = _sampled.FindIndex(entry => entry.Place == place);
        if (!reserve(file.Length, former < 0 ? 0 : _sampled[former].Image.File.Length))
        {
            return false;
        }

        if (former >= 0)
        {
            _sampled.RemoveAt(former);
        }

        _sampled.Add((place, new SampledImage(file.ToArray(), prompt, scores)));
        return true;
    }

    /// <summary>Whether the window is full.</summary>
    public bool IsFull => _scores.Count >= options.ImagesPerWindow;

    /// <summary>Ends the window; null where it holds no image.</summary>
    public SampledWindow? End()
    {
        var window = _sampled.Count == 0
            ? null
            : new SampledWindow(Series, rewards, _seen, [.. _scores], [.. _prompts], [.. _sampled.Select(entry => entry.Image)]);
        _sampled.Clear();
        _scores.Clear();
        _prompts.Clear();
        _promptNumbers.Clear();
        return window;
    }
}
