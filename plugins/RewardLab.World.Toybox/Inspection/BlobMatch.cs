using RewardLab.World.Toybox.Scenes;

namespace RewardLab.World.Toybox.Inspection;

/// <summary>A blob with the class that it looks most like.</summary>
/// <param name="Blob">The pixels.</param>
/// <param name="Class">The nearest class.</param>
/// <param name="Likeness">Cosine to the nearest template, 0..1.</param>
/// <param name="Margin">Likeness less that of the next class.</param>
internal sealed record BlobMatch(Blob Blob, ToyClass Class, float Likeness, float Margin)
{
    /// <summary>Above this a blob is one object beyond doubt, and neither split nor merged.</summary>
    public const float SureLikeness = 0.93f;

    public static BlobMatch Of(ForegroundMap map, Blob blob)
    {
        var likeness = TemplateBank.Shared.Compare(BlobPatch.Of(map, blob));
        var best = 0;
        for (var i = 1; i < likeness.Length; i++)
        {
            best = likeness[i] > likeness[best] ? i : best;
        }

        var next = 0f;
        for (var i = 0; i < likeness.Length; i++)
        {
            next = i == best ? next : MathF.Max(next, likeness[i]);
        }

        return new BlobMatch(blob, (ToyClass)best, likeness[best], likeness[best] - next);
    }
}
