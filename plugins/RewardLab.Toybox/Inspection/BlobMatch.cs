using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Inspection;

/// <summary>A blob with the class that it looks most like.</summary>
/// <param name="Blob">The pixels.</param>
/// <param name="Class">The nearest class.</param>
/// <param name="Likeness">Cosine to the nearest template, 0..1.</param>
/// <param name="Margin">Likeness minus that of the next class.</param>
internal sealed record BlobMatch(Blob Blob, ToyClass Class, float Likeness, float Margin)
{
    /// <summary>Above this a blob is one object beyond doubt, and neither split nor merged.</summary>
    public const float SureLikeness = 0.93f;

    /// <summary>Classes as near as this to the nearest are told apart by what lies inside the silhouette: a round cup from a ball.</summary>
    private const float TieMargin = 0.02f;

    public static BlobMatch Find(ForegroundMap map, Blob blob)
    {
        var patch = BlobPatch.Extract(map, blob);
        var likeness = TemplateBank.Shared.Compare(patch);
        var nearest = likeness.Max();
        var candidates = Enumerable.Range(0, likeness.Length).Where(i => likeness[i] > nearest - TieMargin).ToArray();
        var best = candidates[0];
        if (candidates.Length > 1)
        {
            var detail = TemplateBank.Shared.CompareDetail(patch);
            best = candidates.MaxBy(i => detail[i]);
        }

        var next = 0f;
        for (var i = 0; i < likeness.Length; i++)
        {
            next = i == best ? next : MathF.Max(next, likeness[i]);
        }

        return new BlobMatch(blob, (ToyClass)best, likeness[best], likeness[best] - next);
    }
}
