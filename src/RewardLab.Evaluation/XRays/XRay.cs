using RewardLab.Abstractions;
using RewardLab.Evaluation.Changes;
using RewardLab.Evaluation.Metrics;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.XRays;

/// <summary>Measures what moves a reward that should not, and what should and does not, in units of the reward's spread within a prompt.</summary>
public sealed class XRay
{
    private readonly IReadOnlyList<XRayReward> _rewards;
    private readonly IReadOnlyList<XRayPrompt> _prompts;
    private readonly XRayOptions _options;
    private readonly IReadOnlyList<ImageChange> _changes;
    private readonly CancellationToken _cancellation;
    private int _done;

    private XRay(IReadOnlyList<XRayReward> rewards, IReadOnlyList<XRayPrompt> prompts, XRayOptions options, CancellationToken cancellationToken) =>
        (_rewards, _prompts, _options, _changes, _cancellation) = (rewards, prompts, options, options.MeasuredChanges, cancellationToken);

    private int StepCount => 1 + _changes.Sum(change => change.Strengths.Count) + (_rewards.Count * (_options.PromptChanges.Count + 3));

    /// <summary>X-rays rewards on the same images.</summary>
    /// <param name="rewards">At least one; the first is the one that others are compared with.</param>
    /// <param name="prompts">At least one, each once, one of them with two images or more.</param>
    /// <param name="options">What is measured.</param>
    /// <param name="cancellationToken">Answered as soon as the reward answers it.</param>
    /// <exception cref="RewardLabException">There is no reward, prompt or image; no prompt has two images; a reward scores all of a prompt's images alike, so
    /// that there is no unit; a score is not finite; or a reward cannot score the images as they are.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static RewardCard Run(
        IReadOnlyList<XRayReward> rewards, IReadOnlyList<XRayPrompt> prompts, XRayOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rewards);
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        Check(rewards, prompts);
        return new XRay(rewards, prompts, options, cancellationToken).Run();
    }

    private static void Check(IReadOnlyList<XRayReward> rewards, IReadOnlyList<XRayPrompt> prompts)
    {
        if (rewards.Count == 0)
        {
            throw new RewardLabException("There is no reward to X-ray. Name at least one.");
        }

        if (prompts.Count == 0 || prompts.Any(prompt => prompt.Images.Count == 0))
        {
            throw new RewardLabException(prompts.Count == 0
                ? "There are no images to X-ray a reward with. Give images and their prompts."
                : $"Prompt \"{prompts.First(prompt => prompt.Images.Count == 0).Prompt}\" has no images. Give at least one, or leave the prompt out.");
        }

        if (prompts.All(prompt => prompt.Images.Count < 2))
        {
            throw new RewardLabException(
                "Every prompt has one image only, and shifts are measured in units of a reward's spread within a prompt. Give two or more images of a prompt.");
        }

        Refuse(rewards.Select(reward => reward.Name), "reward");
        Refuse(prompts.Select(prompt => prompt.Prompt), "prompt");
    }

    private static void Refuse(IEnumerable<string> names, string what)
    {
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new RewardLabException($"The {what} \"{twice.Key}\" comes twice. Give each {what} once.");
        }
    }

    private RewardCard Run()
    {
        var subjects = _rewards.Select(Subject).ToArray();
        Advance();
        var effects = subjects.Select(_ => new List<ChangeEffect>()).ToArray();
        foreach (var change in _changes)
        {
            foreach (var strength in change.Strengths)
            {
                _cancellation.ThrowIfCancellationRequested();
                foreach (var (effect, list) in ImageEffects(change, strength, subjects).Zip(effects))
                {
                    list.Add(effect);
                }

                Advance();
            }
        }

        var cards = subjects.Zip(effects, (subject, imageChanges) => Card(subject, imageChanges, subjects)).ToArray();
        return new RewardCard(_prompts.Count, _prompts.Sum(prompt => prompt.Images.Count), cards);
    }

    private XRaySubject Subject(XRayReward reward)
    {
        _cancellation.ThrowIfCancellationRequested();
        return new XRaySubject(reward, _prompts, _options.Clock, _cancellation);
    }

    // Prompt by prompt, so that the changed images of one are held at a time: there are dozens of changes, and some enlarge.
    private IEnumerable<ChangeEffect> ImageEffects(ImageChange change, double strength, XRaySubject[] subjects)
    {
        var (shifts, problems) = (Array.ConvertAll(subjects, _ => new List<double[]>()), new string?[subjects.Length]);
        var visible = new List<double>();
        foreach (var (p, prompt) in _prompts.Index())
        {
            var changed = change.Apply(prompt.Images, strength);
            if (ImageChanges.VisibleChange(prompt.Images, changed) is { } seen)
            {
                visible.Add(seen);
            }

            foreach (var (s, subject) in subjects.Index().Where(subject => problems[subject.Index] is null))
            {
                problems[s] = subject.TryMeasure(p, changed, shifts[s]);
            }
        }

        var effect = new ChangeEffect(change.Id, change.Title, change.Describe(strength))
        {
            VisibleChange = visible.Count < _prompts.Count ? null : visible.Average(),
        };
        return shifts.Zip(problems, (moved, problem) => problem is null ? XRaySubject.Measure(effect, moved) : effect with { Problem = problem });
    }

    private RewardXRay Card(XRaySubject subject, List<ChangeEffect> imageChanges, XRaySubject[] all)
    {
        var promptChanges = _options.PromptChanges.Select(change =>
        {
            Advance();
            return PromptEffect(subject, change);
        }).ToArray();
        var meaning = MeaningEffects.Measure(subject, _prompts);
        Advance();
        var probe = _options.ProbeSteps == 0 ? null : AscentProbe.Run(subject, all, _prompts, _options, _changes, _cancellation);
        Advance();
        var repeatability = Repeatability.Measure(subject, _prompts, _changes, _cancellation);
        Advance();
        return new RewardXRay(subject.Name, subject.Spread, subject.Model.IgnoresPrompts)
        {
            ImageChanges = imageChanges,
            PromptChanges = promptChanges,
            MeaningChanges = meaning,
            Probe = probe,
            Repeatability = repeatability,
            Fingerprint = PreprocessingFingerprint.Compute(subject.Model, _cancellation),
            Agreement = Agreement(subject),
            OwnPromptFirst = MeaningEffects.OwnPromptFirst(subject, _prompts),
            OwnPromptByChance = MeaningEffects.OwnPromptByChance(_prompts),
            ImagesPerSecond = subject.ImagesPerSecond,
        };
    }

    private ChangeEffect PromptEffect(XRaySubject subject, PromptChange change)
    {
        var changed = _prompts.Select(prompt => change.Apply(prompt.Prompt)).ToArray();
        return subject.Measure(
            new ChangeEffect(change.Id, change.Title, ""),
            p => changed[p] == _prompts[p].Prompt ? subject.Base[p] : subject.Score(_prompts[p].Images, changed[p]));
    }

    private ConfidenceInterval? Agreement(XRaySubject subject)
    {
        double[] values =
        [
            .. _prompts.Index()
                .Select(prompt => prompt.Item.Labels is { } labels ? Metric.Auroc.Compute(subject.Order[prompt.Index], labels) : null)
                .OfType<double>(),
        ];
        return values.Length == 0 ? null : ConfidenceInterval.OfMean(values, ValueRange.Share);
    }

    private void Advance() => _options.Progress?.Report(Math.Min(100, 100 * ++_done / StepCount));
}
