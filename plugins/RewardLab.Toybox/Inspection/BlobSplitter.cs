using System.Numerics;
using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Inspection;

/// <summary>Ways to cut a blob into parts: at its waists, between the centres of its mass, and where its colour changes.</summary>
internal static class BlobSplitter
{
    private const int Size = Scene.SizePixels;
    private const int MinCorePixels = 4;
    private const int MinPartPixels = 24;
    private const int MaxErosionPixels = 4;
    private const int MaxCentres = 3;
    private const int CentreRounds = 12;
    private const float MaxWaistShare = 0.8f;
    private const float SameColour = 0.22f;

    /// <summary>Every cut that leaves at least two parts of an object's size.</summary>
    public static IEnumerable<List<Blob>> Candidates(ForegroundMap map, Blob blob)
    {
        var depth = DepthOf(blob);
        var fewest = 1;
        for (var erosion = 1; erosion <= MaxErosionPixels; erosion++)
        {
            var parts = Grow(blob, Blob.Connected(Array.ConvertAll(depth, d => d > erosion)));
            if (parts.Count > fewest)
            {
                fewest = parts.Count;
                yield return parts;
            }
        }

        // Objects that touch along a wide front, such as two balls, have no waist thin enough.
        for (var count = 2; count <= MaxCentres; count++)
        {
            var parts = AroundCentres(blob, count);
            if (parts.Count == count && AreWaists(parts))
            {
                yield return parts;
            }
        }

        var byColour = Grow(blob, ColourCores(map, blob));
        if (byColour.Count > 1)
        {
            yield return byColour;
        }
    }

    /// <summary>Distance of each pixel of the blob to its outside, in city blocks; 0 outside.</summary>
    private static int[] DepthOf(Blob blob)
    {
        var depth = new int[Size * Size];
        foreach (var index in blob.Pixels)
        {
            depth[index] = int.MaxValue;
        }

        for (var i = 0; i < depth.Length; i++)
        {
            depth[i] = Math.Min(depth[i], 1 + Math.Min(i % Size > 0 ? depth[i - 1] : 0, i >= Size ? depth[i - Size] : 0));
        }

        for (var i = depth.Length - 1; i >= 0; i--)
        {
            var right = i % Size < Size - 1 ? depth[i + 1] : 0;
            var below = i < Size * (Size - 1) ? depth[i + Size] : 0;
            depth[i] = Math.Min(depth[i], 1 + Math.Min(right, below));
        }

        return depth;
    }

    /// <summary>Parts by nearest centre, the centres moved to the means of their parts a few times (Lloyd's algorithm), from pixels far apart.</summary>
    private static List<Blob> AroundCentres(Blob blob, int count)
    {
        var points = Points(blob);
        var mean = Mean(points);
        var centres = new List<Vector2> { points.MaxBy(p => Vector2.DistanceSquared(p, mean)) };
        while (centres.Count < count)
        {
            centres.Add(points.MaxBy(p => centres.Min(c => Vector2.DistanceSquared(p, c))));
        }

        var owner = new int[points.Length];
        for (var round = 0; round < CentreRounds; round++)
        {
            for (var i = 0; i < points.Length; i++)
            {
                owner[i] = Enumerable.Range(0, count).MinBy(c => Vector2.DistanceSquared(points[i], centres[c]));
            }

            for (var c = 0; c < count; c++)
            {
                var own = points.Where((_, i) => owner[i] == c).ToArray();
                centres[c] = own.Length == 0 ? centres[c] : Mean(own);
            }
        }

        return [.. Enumerable.Range(0, count).Select(c => blob.Pixels.Where((_, i) => owner[i] == c).ToArray())
            .Where(part => part.Length >= MinPartPixels).Select(part => new Blob(part))];
    }

    /// <summary>Whether parts are narrower where they meet than elsewhere, so that a bar is not taken for a row of boxes.</summary>
    private static bool AreWaists(List<Blob> parts)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            for (var j = i + 1; j < parts.Count; j++)
            {
                var across = Mean(Points(parts[j])) - Mean(Points(parts[i]));
                var along = Vector2.Normalize(new Vector2(-across.Y, across.X));
                var other = parts[j].Pixels.ToHashSet();
                var front = Array.FindAll(parts[i].Pixels, p =>
                    (p % Size > 0 && other.Contains(p - 1))
                    || (p % Size < Size - 1 && other.Contains(p + 1))
                    || other.Contains(p - Size)
                    || other.Contains(p + Size));
                if (front.Length > 0 && Extent(front, along) > MaxWaistShare * MathF.Min(Extent(parts[i].Pixels, along), Extent(parts[j].Pixels, along)))
                {
                    return false;
                }
            }
        }

        return true;

        static float Extent(int[] pixels, Vector2 direction)
        {
            var places = Array.ConvertAll(pixels, i => Vector2.Dot(Point(i), direction));
            return places.Max() - places.Min() + 1;
        }
    }

    private static Vector2 Point(int index) => new(index % Size, index / Size);

    private static Vector2[] Points(Blob blob) => Array.ConvertAll(blob.Pixels, Point);

    private static Vector2 Mean(Vector2[] points) => points.Aggregate(Vector2.Zero, (sum, p) => sum + p) / points.Length;

    /// <summary>Regions of even colour, large enough to be an object's body.</summary>
    private static List<Blob> ColourCores(ForegroundMap map, Blob blob)
    {
        var left = new HashSet<int>(blob.Pixels);
        var cores = new List<Blob>();
        var mask = new bool[Size * Size];
        while (left.Count >= MinPartPixels)
        {
            // The colour with the most company among a sample of what is left.
            var candidates = left.Order().Where((_, i) => i % Math.Max(1, left.Count / 16) == 0).ToArray();
            var near = candidates.Select(c => left.Where(p => ColourDistance(map, c, p) < SameColour).ToArray()).MaxBy(n => n.Length)!;
            if (near.Length < MinPartPixels)
            {
                break;
            }

            Array.Clear(mask);
            foreach (var index in near)
            {
                mask[index] = true;
                left.Remove(index);
            }

            cores.AddRange(Blob.Connected(mask).Where(b => b.Area >= MinPartPixels));
        }

        return cores;
    }

    private static float ColourDistance(ForegroundMap map, int first, int second)
    {
        var sum = 0f;
        for (var channel = 0; channel < 3; channel++)
        {
            var difference = map.Image[(first * 3) + channel] - map.Image[(second * 3) + channel];
            sum += difference * difference;
        }

        return MathF.Sqrt(sum);
    }

    /// <summary>Grows cores through the blob until they meet.</summary>
    private static List<Blob> Grow(Blob blob, List<Blob> cores)
    {
        cores = cores.FindAll(c => c.Area >= MinCorePixels);
        var owner = new int[Size * Size];
        foreach (var index in blob.Pixels)
        {
            owner[index] = -1;
        }

        var queue = new Queue<int>();
        for (var core = 0; core < cores.Count; core++)
        {
            foreach (var index in cores[core].Pixels)
            {
                owner[index] = core + 1;
                queue.Enqueue(index);
            }
        }

        while (queue.TryDequeue(out var index))
        {
            var x = index % Size;
            Claim(x > 0, index - 1, owner[index]);
            Claim(x < Size - 1, index + 1, owner[index]);
            Claim(index >= Size, index - Size, owner[index]);
            Claim(index < Size * (Size - 1), index + Size, owner[index]);
        }

        return [.. blob.Pixels.Where(i => owner[i] > 0).GroupBy(i => owner[i]).Select(g => g.ToArray())
            .Where(g => g.Length >= MinPartPixels).Select(g => new Blob(g))];

        void Claim(bool isInside, int index, int core)
        {
            if (isInside && owner[index] == -1)
            {
                owner[index] = core;
                queue.Enqueue(index);
            }
        }
    }
}
