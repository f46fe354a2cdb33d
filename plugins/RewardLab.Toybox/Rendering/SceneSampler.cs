using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Rendering;

/// <summary>Draws scenes that hold the wanted objects and look random in all else.</summary>
/// <remarks>Objects lie inside the image and apart from each other by at least <see cref="GapPixels"/>.</remarks>
public static class SceneSampler
{
    /// <summary>Most objects that a scene can hold.</summary>
    public const int MaxObjects = 6;

    /// <summary>Least distance between the boxes around two objects, in pixels.</summary>
    public const float GapPixels = 3;

    private const int TriesPerObject = 200;

    private static readonly GroundKind[] GroundKinds = Enum.GetValues<GroundKind>();
    private static readonly ObjectStyle[] Styles = Enum.GetValues<ObjectStyle>();

    // Radii in pixels by the number of objects: six still fit at random, one is never lost in the image.
    private static readonly (float Low, float High)[] Radii = [(8.5f, 10.5f), (8f, 10.5f), (7.5f, 9.5f), (7f, 9f), (6.5f, 8f), (6.5f, 7.5f)];

    /// <summary>Draws a scene of <paramref name="counts"/> objects.</summary>
    /// <param name="counts">At most <see cref="MaxObjects"/> in all; none is an empty ground.</param>
    /// <param name="random">Advanced by a number of steps that depends on the scene.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are more objects than fit.</exception>
    public static Scene Sample(ToyCounts counts, ToyRandom random)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(counts.Total, MaxObjects, nameof(counts));
        var style = random.Choose(Styles);
        return new Scene
        {
            Style = style,
            Ground = SampleGround(random),
            Brightness = random.Next(0.72f, 1.08f),
            NoiseSigma = random.NextBool(0.3) ? 0 : random.Next(0.5f, 6f),
            NoiseSeed = random.NextUInt64(),
            Objects = Place(counts, style, random),
        };
    }

    /// <summary>Draws counts as a training set has them: one class three times in five, else two classes.</summary>
    /// <param name="maxTotal">Most objects in all, 1..<see cref="MaxObjects"/>.</param>
    /// <param name="random">The source of randomness.</param>
    public static ToyCounts SampleCounts(int maxTotal, ToyRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTotal, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxTotal, MaxObjects);
        var first = random.Choose(ToyClasses.All);
        if (maxTotal == 1 || random.NextBool(0.6))
        {
            return ToyCounts.From((first, 1 + random.Next(maxTotal)));
        }

        var second = (ToyClass)(((int)first + 1 + random.Next(ToyClasses.Count - 1)) % ToyClasses.Count);
        var total = 2 + random.Next(maxTotal - 1);
        var ofFirst = 1 + random.Next(total - 1);
        return ToyCounts.From((first, ofFirst), (second, total - ofFirst));
    }

    private static Ground SampleGround(ToyRandom random)
    {
        var kind = random.Choose(GroundKinds);
        var tone = random.Choose(ToyPalette.Grounds).MixedWith(random.Choose(ToyPalette.Grounds), random.Next(0f, 0.5f));
        var other = kind switch
        {
            GroundKind.Plain => tone,
            GroundKind.Gradient => random.Choose(ToyPalette.Grounds).Scaled(random.Next(0.8f, 1f)),
            _ => tone.MixedWith(random.Choose(ToyPalette.Grounds), 0.3f).Scaled(random.NextBool() ? random.Next(0.86f, 0.93f) : random.Next(1.05f, 1.1f)),
        };
        return new Ground(kind, tone, other, random.Next(13f, 24f), random.Next(0f, MathF.PI));
    }

    private static SceneObject[] Place(ToyCounts counts, ObjectStyle style, ToyRandom random)
    {
        var classes = counts.ToObjects().ToArray();
        for (var i = classes.Length - 1; i > 0; i--)
        {
            var j = random.Next(i + 1);
            (classes[i], classes[j]) = (classes[j], classes[i]);
        }

        // A crowded start can leave no room for the last object: begin again, always ending because small objects fit in a grid.
        for (; ; )
        {
            var placed = new List<SceneObject>(classes.Length);
            while (placed.Count < classes.Length && TryPlace(classes[placed.Count], classes.Length, style, placed, random) is { } next)
            {
                placed.Add(next);
            }

            if (placed.Count == classes.Length)
            {
                return [.. placed];
            }
        }
    }

    private static SceneObject? TryPlace(ToyClass toyClass, int count, ObjectStyle style, List<SceneObject> placed, ToyRandom random)
    {
        var (low, high) = Radii[count - 1];
        var radius = random.Next(low, high);
        var colour = random.Next(ToyPalette.ColoursPerClass);
        var mirror = random.NextBool();
        for (var attempt = 0; attempt < TriesPerObject; attempt++)
        {
            var candidate = new SceneObject(toyClass, 0, 0, radius, colour, mirror);
            var (halfWidth, halfHeight) = ObjectBox.HalfExtent(candidate, style);
            candidate = candidate with
            {
                X = random.Next(halfWidth + 1, Scene.SizePixels - halfWidth - 1),
                Y = random.Next(halfHeight + 1, Scene.SizePixels - halfHeight - 1),
            };
            if (placed.TrueForAll(o => ObjectBox.Gap(o, candidate, style) >= GapPixels))
            {
                return candidate;
            }
        }

        return null;
    }
}
