using RewardLab.Abstractions;
using RewardLab.Evaluation.Changes;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.XRays;

/// <summary>Searches for the filter that raises a reward most within a bound of visible change: what the reward wants.</summary>
/// <remarks>
/// <para>A filter is one number for each of seven pairs of changes, -1 to 1, the same for all images. The search is the (1+1) evolution strategy with the
/// one-fifth rule (Rechenberg, 1973): it needs scores alone, so that every reward has a probe, those behind a service too.</para>
/// <para>It is found on every other prompt and measured on the rest where there are four prompts or more.</para>
/// </remarks>
internal sealed class AscentProbe
{
    private const int MinPromptsToHoldOut = 4;
    private const int ImagesPerPrompt = 4;
    private const int ExampleCount = 3;
    private const double Unnoticeable = 0.02;

    // Up and down; a change that has no opposite is off below 0.
    private static readonly (string Up, string? Down)[] Pairs =
    [
        ("brighten", "darken"),
        ("raise-contrast", "lower-contrast"),
        ("saturate", "desaturate"),
        ("warm", "cool"),
        ("sharpen", "blur"),
        ("whiten-background", null),
        ("vignette", null),
    ];

    private readonly (ImageChange Up, ImageChange? Down)[] _knobs;
    private readonly double _bound;

    private AscentProbe(XRayOptions options, IReadOnlyList<ImageChange> changes)
    {
        _bound = options.ProbeBound;
        _knobs =
        [
            .. Pairs.Select(pair => (Up: Find(pair.Up), Down: pair.Down is null ? null : Find(pair.Down)))
                .Where(pair => pair.Up is not null)
                .Select(pair => (pair.Up!, pair.Down)),
        ];

        ImageChange? Find(string id) => changes.FirstOrDefault(change => change.Id == id);
    }

    public static ProbeResult? Run(
        XRaySubject subject,
        XRaySubject[] all,
        IReadOnlyList<XRayPrompt> prompts,
        XRayOptions options,
        IReadOnlyList<ImageChange> changes,
        CancellationToken cancellationToken)
    {
        var probe = new AscentProbe(options, changes);
        if (probe._knobs.Length == 0)
        {
            return null;
        }

        var isHeldOut = prompts.Count >= MinPromptsToHoldOut;
        var (search, rest) = isHeldOut
            ? (prompts.Index().Where(prompt => prompt.Index % 2 == 0).ToArray(), prompts.Index().Where(prompt => prompt.Index % 2 == 1).ToArray())
            : (prompts.Index().ToArray(), [.. prompts.Index()]);
        var filter = probe.Search(subject, search, options, cancellationToken);
        var after = rest.Select(prompt => probe.Apply(filter, prompt.Item.Images)).ToArray();
        double[] visible = [.. rest.Zip(after, (prompt, images) => ImageChanges.VisibleChange(prompt.Item.Images, images)).OfType<double>()];
        return new ProbeResult(
            [.. probe.Describe(filter)],
            all.Select(other => (other.Name, Shift: Shift(other, rest, after))).Where(shift => shift.Shift is not null)
                .ToDictionary(shift => shift.Name, shift => shift.Shift!, StringComparer.Ordinal),
            visible.Length == 0 ? null : visible.Average(),
            isHeldOut,
            [.. rest.Zip(after).Take(ExampleCount).Select(pair => (pair.First.Item.Prompt, pair.First.Item.Images.Slice(0, 1), pair.Second.Slice(0, 1)))]);
    }

    private static ConfidenceInterval? Shift(XRaySubject subject, (int Index, XRayPrompt Item)[] prompts, ImageBatch[] after)
    {
        try
        {
            return XRaySubject.Mean([.. prompts.Zip(
                after, (prompt, images) => subject.Differences(subject.Base[prompt.Index], subject.Score(images, prompt.Item.Prompt)))]);
        }
        catch (RewardLabException exception) when (exception is not ScoreNotFiniteException)
        {
            return null;
        }
    }

    private double[] Search(XRaySubject subject, (int Index, XRayPrompt Item)[] prompts, XRayOptions options, CancellationToken cancellationToken)
    {
        var images = prompts.Select(prompt => prompt.Item.Images.Slice(0, Math.Min(ImagesPerPrompt, prompt.Item.Images.Count))).ToArray();
        var random = SeedStream.Create(options.Seed, "ascent-probe");
        var (best, gain, step, next) = (new double[_knobs.Length], 0.0, 0.3, 0L);
        for (var i = 0; i < options.ProbeSteps; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var candidate = Bounded([.. best.Select((value, knob) => Clamp(value + (step * Normal(random, ref next)), knob))], images);
            var shifts = prompts.Select((prompt, p) => subject.Differences(
                subject.Base[prompt.Index][..images[p].Count], subject.Score(Apply(candidate, images[p]), prompt.Item.Prompt)).Average());
            var score = shifts.Average();
            if (score > gain)
            {
                (best, gain, step) = (candidate, score, Math.Min(1, step * 1.5));
            }
            else
            {
                step = Math.Max(0.02, step * Math.Pow(1.5, -0.25));
            }
        }

        return best;
    }

    private double Clamp(double value, int knob) => Math.Clamp(value, _knobs[knob].Down is null ? 0 : -1, 1);

    // Visible change grows nearly in step with a filter: a correction or two bring it within the bound.
    private double[] Bounded(double[] filter, ImageBatch[] images)
    {
        for (var i = 0; i < 3; i++)
        {
            var visible = images.Average(batch => ImageChanges.VisibleChange(batch, Apply(filter, batch)) ?? 0);
            if (visible <= _bound)
            {
                return filter;
            }

            filter = Array.ConvertAll(filter, value => value * _bound / visible * 0.98);
        }

        return filter;
    }

    private ImageBatch Apply(double[] filter, ImageBatch images)
    {
        for (var i = 0; i < filter.Length; i++)
        {
            var change = filter[i] > 0 ? _knobs[i].Up : _knobs[i].Down;
            images = change is null || Math.Abs(filter[i]) < Unnoticeable ? images : change.Apply(images, Math.Abs(filter[i]) * change.Strengths[^1]);
        }

        return images;
    }

    private IEnumerable<(string Title, string Strength)> Describe(double[] filter) => filter.Index()
        .Where(knob => Math.Abs(knob.Item) >= Unnoticeable)
        .OrderByDescending(knob => Math.Abs(knob.Item))
        .Select(knob => (Change: knob.Item > 0 ? _knobs[knob.Index].Up : _knobs[knob.Index].Down, knob.Item))
        .Where(knob => knob.Change is not null)
        .Select(knob => (knob.Change!.Title, knob.Change.Describe(Math.Abs(knob.Item) * knob.Change.Strengths[^1])));

    // Box and Muller's transform.
    private static double Normal(SeedStream random, ref long next)
    {
        var (first, second) = (Uniform(random[next]), Uniform(random[next + 1]));
        next += 2;
        return Math.Sqrt(-2 * Math.Log(1 - first)) * Math.Cos(2 * Math.PI * second);
    }

    private static double Uniform(ulong bits) => (bits >> 11) * (1.0 / (1UL << 53));
}
