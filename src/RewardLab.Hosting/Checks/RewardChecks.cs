using RewardLab.Abstractions;
using RewardLab.Hosting.Components.Guards;

namespace RewardLab.Hosting.Checks;

/// <summary>Checks a reward: what it returns, whether it returns the same for the same, and whether it can be stopped.</summary>
internal sealed class RewardChecks(IRewardModel reward, CheckSession session)
{
    private const int MaxImages = 2048;
    private const int MaxBytes = 64 << 20;
    private const int MinCalls = 3;
    private const double SecondsToInterrupt = 3;
    private const double SecondsToMeasure = 0.5;
    private readonly CheckOptions _options = session.Options;
    private readonly List<Scored> _scored = [];
    private string? _writing;
    private TimeSpan _timePerImage;

    private sealed record Scored(ImageBatch Images, ScoreMatrix Scores);

    /// <summary>Makes the checks.</summary>
    public void Run()
    {
        ScoreNotFiniteException? notFinite = null;
        session.Check("shape", () => Shape(exception => notFinite ??= exception));
        if (notFinite is null && _scored.Count == 0)
        {
            session.SkipTheRest("there are no scores");
        }

        session.Check("finite", () => notFinite is null ? $"all scores, from {Range()}" : throw new CheckFailure(notFinite.Message));
        if (_scored.Count == 0)
        {
            session.SkipTheRest("there are no scores");
        }

        session.Check("same twice", SameTwice);
        session.Check("order", Order);
        session.Check("alone", Alone);
        session.Check("pairs", Pairs);
        if (reward.IgnoresPrompts)
        {
            session.Check("prompts ignored", PromptsIgnored);
        }

        session.Check("images unchanged", () => _writing is null
            ? "no call wrote to the pixels that it was given"
            : throw new CheckFailure($"{_writing} wrote to the pixels of its images, which others share: write to an array of its own"));
        session.Check("speed", Speed);
        session.Check("cancelled before", () => session.CancelledBefore(token => Score(_scored[0].Images, _options.Prompts, token), mustThrow: true));
        session.Check("cancelled midway", CancelledMidway);
    }

    private string Shape(Action<ScoreNotFiniteException> onNotFinite)
    {
        List<string> refusals = [];
        foreach (var batch in _options.Images)
        {
            try
            {
                _scored.Add(new Scored(batch, Score(batch, _options.Prompts)));
            }
            catch (ScoreNotFiniteException exception)
            {
                onNotFinite(exception);
            }
            catch (RewardLabException exception) when (exception is not ComponentFaultException)
            {
                refusals.Add($"it refuses images of {Size(batch)}: {exception.Message}");
            }
        }

        return refusals.Count == _options.Images.Count
            ? throw new CheckFailure(refusals[0])
            : string.Join("; ", _options.Images.Where(batch => _scored.Any(one => one.Images == batch))
                .Select(batch => $"{batch.Count} x {_options.Prompts.Count} scores for images of {Size(batch)}")
                .Concat(refusals)
                .DefaultIfEmpty("as many scores as images and prompts"));
    }

    private string Range()
    {
        var all = _scored.SelectMany(one => one.Scores.AsSpan().ToArray()).ToArray();
        return $"{CheckSession.Text(all.Min())} to {CheckSession.Text(all.Max())}";
    }

    private string SameTwice()
    {
        foreach (var (images, scores) in _scored)
        {
            if (!Score(images, _options.Prompts).AsSpan().SequenceEqual(scores.AsSpan()))
            {
                throw new CheckFailure($"images of {Size(images)} score differently the second time: take random numbers from a SeedStream, or none");
            }
        }

        return "the same images and prompts have the same scores, bit for bit";
    }

    private string Order()
    {
        var max = 0.0;
        string[] prompts = [.. _options.Prompts.Reverse(), _options.Prompts[0]];
        foreach (var (images, scores) in _scored)
        {
            int[] order = [.. Enumerable.Range(0, images.Count).Reverse()];
            var turned = Score(images.Select(order), prompts);
            for (var image = 0; image < images.Count; image++)
            {
                for (var prompt = 0; prompt < prompts.Length; prompt++)
                {
                    var original = prompt < _options.Prompts.Count ? _options.Prompts.Count - 1 - prompt : 0;
                    Compare(
                        scores[image, original], turned[images.Count - 1 - image, prompt], ref max,
                        () => $"image {image + 1} of {Size(images)} and \"{prompts[prompt]}\" when images and prompts come in another order, one prompt twice");
                }
            }
        }

        return $"images and prompts in another order, one prompt twice: {Within(max)}";
    }

    private string Alone()
    {
        var max = 0.0;
        foreach (var (images, scores) in _scored)
        {
            for (var image = 0; image < images.Count; image++)
            {
                var alone = Score(images.Slice(image, 1), [_options.Prompts[^1]]);
                Compare(
                    scores[image, _options.Prompts.Count - 1], alone[0, 0], ref max,
                    () => $"image {image + 1} of {Size(images)} when it is scored alone, against one prompt");
            }
        }

        return $"each image alone, against one prompt: {Within(max)}";
    }

    private string Pairs()
    {
        var max = 0.0;
        var count = 0;
        foreach (var (images, scores) in _scored)
        {
            // Every image with one prompt, the first with all, in an order that no matrix has.
            (int Image, int Prompt)[] entries =
            [
                .. Enumerable.Range(0, images.Count).Reverse().Select(image => (image, image % _options.Prompts.Count)),
                .. Enumerable.Range(0, _options.Prompts.Count).Select(prompt => (0, prompt)),
            ];
            var given = images.Slice(0, images.Count);
            var pairs = reward.ScorePairs(
                given, [.. entries.Select(entry => new ImagePromptPair(entry.Image, _options.Prompts[entry.Prompt]))], CancellationToken.None);
            Watch(given, images, nameof(IRewardModel.ScorePairs));
            foreach (var (row, (image, prompt)) in entries.Index())
            {
                Compare(
                    scores[image, prompt], pairs[row, 0], ref max,
                    () => $"image {image + 1} of {Size(images)} and \"{_options.Prompts[prompt]}\" as a pair");
                count++;
            }
        }

        return $"{count} pairs against their entries of the matrix: {Within(max)}";
    }

    private string PromptsIgnored()
    {
        var max = 0.0;
        foreach (var (images, scores) in _scored)
        {
            for (var image = 0; image < images.Count; image++)
            {
                for (var prompt = 1; prompt < _options.Prompts.Count; prompt++)
                {
                    Compare(
                        scores[image, 0], scores[image, prompt], ref max,
                        () => $"image {image + 1} of {Size(images)} and \"{_options.Prompts[prompt]}\", though it says that it ignores prompts");
                }
            }
        }

        return $"each image against every prompt: {Within(max)}";
    }

    private string Speed()
    {
        var images = _scored.MaxBy(one => one.Images.Pixels.Length)!.Images;
        var start = session.Time.GetTimestamp();
        var calls = 0;
        do
        {
            Score(images, _options.Prompts);
            calls++;
        }
        while (calls < MinCalls || session.Time.GetElapsedTime(start).TotalSeconds < SecondsToMeasure);

        _timePerImage = session.Time.GetElapsedTime(start) / ((double)calls * images.Count);
        return $"{CheckSession.Text(1 / Math.Max(_timePerImage.TotalSeconds, 1e-9))} images/s, "
            + $"in calls of {images.Count} images of {Size(images)} and {_options.Prompts.Count} prompts";
    }

    private string CancelledMidway()
    {
        var images = _scored.MaxBy(one => one.Images.Pixels.Length)!.Images;
        var maxCount = Math.Min(MaxImages, Math.Max(images.Count, MaxBytes / images.BytesPerImage));
        var count = (int)Math.Clamp(SecondsToInterrupt / Math.Max(_timePerImage.TotalSeconds, 1e-9), images.Count, maxCount);
        var many = Many(images, count);
        return session.CancelledMidway($"{count} images", _timePerImage * count, token => Score(many, _options.Prompts, token));
    }

    // No two alike: a reward may score an image that comes twice once.
    private static ImageBatch Many(ImageBatch images, int count)
    {
        var pixels = new byte[count * images.BytesPerImage];
        for (var image = 0; image < count; image++)
        {
            var one = pixels.AsSpan(image * images.BytesPerImage, images.BytesPerImage);
            images[image % images.Count].CopyTo(one);
            one[image % one.Length] ^= byte.MaxValue;
        }

        return new ImageBatch(pixels, count, images.Height, images.Width);
    }

    private ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken = default)
    {
        // A copy for each call, so that one that writes to its images spoils no other check.
        var given = images.Slice(0, images.Count);
        var scores = reward.Score(given, prompts, cancellationToken);
        Watch(given, images, nameof(IRewardModel.Score));
        return scores;
    }

    private void Watch(ImageBatch given, ImageBatch images, string call)
    {
        if (!given.Pixels.Span.SequenceEqual(images.Pixels.Span))
        {
            _writing ??= call;
        }
    }

    private void Compare(double expected, double actual, ref double max, Func<string> place)
    {
        var difference = Math.Abs(expected - actual) / Math.Max(1, Math.Max(Math.Abs(expected), Math.Abs(actual)));
        max = Math.Max(max, difference);
        if (difference > _options.Tolerance)
        {
            throw new CheckFailure($"{CheckSession.Text(actual)} instead of {CheckSession.Text(expected)} for {place()}; {Allowed}");
        }
    }

    private string Within(double max) => max == 0 ? "the same scores" : $"differences up to {CheckSession.Text(max)}; {Allowed}";

    private string Allowed => $"allowed are {CheckSession.Text(_options.Tolerance)}, as a share of scores above 1";

    private static string Size(ImageBatch images) => $"{images.Width} x {images.Height}";
}
