using RewardLab.Abstractions;
using RewardLab.Evaluation.Changes;

namespace RewardLab.Evaluation.XRays;

/// <summary>What an X-ray measures.</summary>
public sealed record XRayOptions
{
    /// <summary>Changes of images that leave their meaning; null for all that <see cref="Changes.ImageChanges.Create"/> gives. Default null.</summary>
    public IReadOnlyList<ImageChange>? ImageChanges { get; init; }

    /// <summary>Writes one image of a batch as JPEG of a quality from 1 to 100 and reads it again; null to leave JPEG out.</summary>
    public Func<ImageBatch, int, int, ImageBatch>? Jpeg { get; init; }

    /// <summary>Changes of prompts that leave their meaning; all by default.</summary>
    public IReadOnlyList<PromptChange> PromptChanges { get; init; } = Changes.PromptChanges.All;

    /// <summary>Filters that the ascent probe tries, 0 or more; 0 for no probe. Default 200.</summary>
    public int ProbeSteps { get; init; } = 200;

    /// <summary>How far the probe may change images: root mean square difference, above 0, at most 1 (of the range of a value). Default 0.08.</summary>
    public double ProbeBound { get; init; } = 0.08;

    /// <summary>Decides what the probe tries.</summary>
    public ulong Seed { get; init; }

    /// <summary>Measures the reward's speed; null to leave it out, so that the same X-ray gives the same bytes. Default null.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>Receives how much of the work is done, in per cent, on the thread that calls; null for nobody.</summary>
    public IProgress<int>? Progress { get; init; }

    internal IReadOnlyList<ImageChange> MeasuredChanges => ImageChanges ?? Changes.ImageChanges.Create(Jpeg);

    internal void Check()
    {
        if (ProbeSteps < 0 || !(ProbeBound is > 0 and <= 1))
        {
            throw new RewardLabException("An X-ray's probe takes 0 or more steps and changes images by more than 0 and at most 1.");
        }
    }
}
