using RewardLab.Abstractions;
using RewardLab.Evaluation.Changes;

namespace RewardLab.Evaluation.XRays;

/// <summary>The same images, asked for in other ways.</summary>
internal static class Repeatability
{
    private const double HighQuality = 5;
    private const double Enlarged = 0.5;

    public static IReadOnlyList<RepeatabilityCheck> Measure(
        XRaySubject subject, IReadOnlyList<XRayPrompt> prompts, IReadOnlyList<ImageChange> changes, CancellationToken cancellationToken)
    {
        var model = subject.Model;
        return
        [
            Check("asked twice", (images, prompt) => subject.Score(model, images, prompt)),
            Check("one image at a time", (images, prompt) =>
                [.. Enumerable.Range(0, images.Count).SelectMany(i => subject.Score(model, images.Slice(i, 1), prompt))]),
            Check("in reverse order", (images, prompt) =>
                [.. subject.Score(model, images.Select([.. Enumerable.Range(0, images.Count).Reverse()]), prompt).Reverse()]),
            .. Changed("jpeg", "saved as JPEG of quality 95", HighQuality),
            .. Changed("upscale", "1.5 times as large", Enlarged),
            .. subject.Variants.Select(variant => Check(variant.Name, (images, prompt) => subject.Score(variant.Model, images, prompt))),
        ];

        IEnumerable<RepeatabilityCheck> Changed(string id, string title, double strength) => changes.Where(change => change.Id == id)
            .Select(change => Check(title, (images, prompt) => subject.Score(model, change.Apply(images, strength), prompt)));

        RepeatabilityCheck Check(string title, Func<ImageBatch, string, double[]> score)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                var scores = prompts.Select(prompt => score(prompt.Images, prompt.Prompt)).ToArray();
                return new RepeatabilityCheck(
                    title,
                    scores.Index().Max(prompt => subject.Differences(subject.Base[prompt.Index], prompt.Item).Max(Math.Abs)),
                    scores.Index().All(prompt => prompt.Item.AsSpan().SequenceEqual(subject.Base[prompt.Index])));
            }
            catch (RewardLabException exception) when (exception is not ScoreNotFiniteException)
            {
                return new RepeatabilityCheck(title, null, false) { Problem = OneLine.Short(exception.Message) };
            }
        }
    }
}
