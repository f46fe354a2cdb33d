using RewardLab.Abstractions;
using RewardLab.Toybox.Inspection;

namespace RewardLab.Toybox.Components;

/// <summary>A reward that inspects every image once and then scores it against each prompt.</summary>
internal abstract class InspectionReward<TPrompt>(string name) : IRewardModel
{
    public string Name { get; } = name;

    public virtual bool IgnoresPrompts => false;

    public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(prompts);
        var wanted = prompts.Select(Read).ToArray();
        var inspections = Inspector.Inspect(images, cancellationToken);
        var scores = new float[images.Count * wanted.Length]; // [images, prompts]
        for (var image = 0; image < images.Count; image++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var prompt = 0; prompt < wanted.Length; prompt++)
            {
                scores[(image * wanted.Length) + prompt] = Score(images[image], inspections[image], wanted[prompt]);
            }
        }

        return new ScoreMatrix(scores, images.Count, wanted.Length);
    }

    public void Dispose()
    {
        // Nothing is held.
    }

    /// <summary>What a prompt asks for, in the form that scoring an inspected image needs.</summary>
    /// <exception cref="RewardLabException">The prompt cannot be judged.</exception>
    protected abstract TPrompt Read(string prompt);

    protected abstract float Score(ReadOnlySpan<byte> pixels, ImageInspection inspection, TPrompt prompt);
}
