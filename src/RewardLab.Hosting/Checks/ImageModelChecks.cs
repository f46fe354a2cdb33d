using RewardLab.Abstractions;

namespace RewardLab.Hosting.Checks;

/// <summary>Checks an image model: an image for each request, the same for the same seed, and whether it can be stopped.</summary>
internal sealed class ImageModelChecks(IImageModel model, CheckSession session)
{
    private const int MaxImages = 64;
    private const double SecondsToInterrupt = 3;
    private readonly IReadOnlyList<string> _prompts = session.Options.Prompts;
    private ImageBatch? _images;
    private TimeSpan _timePerImage;

    // Two seeds of one prompt, and another prompt.
    private ImageRequest[] Requests => [new(_prompts[0], 1), new(_prompts[0], 2), new(_prompts[1], 1)];

    /// <summary>Makes the checks.</summary>
    public void Run()
    {
        if (!session.Check("count and size", CountAndSize))
        {
            session.SkipTheRest("there are no images");
        }

        session.Check("same seed", SameSeed);
        session.Check("other seed", () => _images![0].SequenceEqual(_images[1])
            ? throw new CheckFailure("two seeds of one prompt give the same image")
            : "another seed gives another image");
        session.Check("company", Company);
        session.Check("cancelled before", () => session.CancelledBefore(token => model.Generate(Requests, null, token), mustThrow: true));
        session.Check("cancelled midway", CancelledMidway);
    }

    private string CountAndSize()
    {
        var start = session.Time.GetTimestamp();
        var progress = new Progress();
        var images = model.Generate(Requests, progress, CancellationToken.None);
        if (images.Count != Requests.Length)
        {
            throw new CheckFailure($"{images.Count} images for {Requests.Length} requests");
        }

        if (progress.Max > Requests.Length)
        {
            throw new CheckFailure($"it reports {progress.Max} finished images of {Requests.Length}");
        }

        _images = images;
        return $"{images.Count} images of {images.Width} x {images.Height} for {Requests.Length} requests, "
            + $"{CheckSession.Text(session.Time.GetElapsedTime(start) / images.Count)} each";
    }

    private string SameSeed()
    {
        var start = session.Time.GetTimestamp();
        var again = model.Generate(Requests, null, CancellationToken.None);
        _timePerImage = session.Time.GetElapsedTime(start) / Requests.Length;
        return again.Pixels.Span.SequenceEqual(_images!.Pixels.Span)
            ? "the same requests give the same bytes"
            : throw new CheckFailure("the same prompts and seeds give other bytes the second time: derive all random numbers from the request's seed");
    }

    private string Company()
    {
        // As many requests, for what an image is may depend on the size of the batch alone.
        var among = model.Generate([new(_prompts[^1], 7), Requests[0], new(_prompts[1], 9)], null, CancellationToken.None);
        return among[1].SequenceEqual(_images![0])
            ? "an image is the same in another place, among others"
            : throw new CheckFailure("the same prompt and seed give another image in another place, among other requests");
    }

    private string CancelledMidway()
    {
        var count = (int)Math.Clamp(SecondsToInterrupt / Math.Max(_timePerImage.TotalSeconds, 1e-9), 1, MaxImages);
        ImageRequest[] many = [.. Enumerable.Range(0, count).Select(seed => new ImageRequest(_prompts[0], (ulong)seed))];
        return session.CancelledMidway($"{count} images", _timePerImage * count, token => model.Generate(many, null, token));
    }

    private sealed class Progress : IProgress<int>
    {
        private int _max;

        public int Max => Volatile.Read(ref _max);

        public void Report(int value) => Volatile.Write(ref _max, Math.Max(Max, value));
    }
}
