namespace RewardLab.Toybox.Inspection;

/// <summary>Turns connected pixels into objects: joins what blur has torn and parts what touches, wherever that looks more like objects.</summary>
internal sealed class BlobResolver
{
    private const int MinPiecePixels = 6;
    private const int MaxObjectExtentPixels = 26;
    private const int MaxJoinGapPixels = 4;
    private const int MaxSplitDepth = 3;

    // A torn or touching reading is taken only where it is clearly better: every blob can be cut into something.
    private const float JoinGain = 0.02f;
    private const float SplitGain = 0.03f;

    // What a speck counts for on top: a leaf that blur has torn off must find its apple.
    private const float SpeckGain = 0.03f;

    private readonly ForegroundMap _map;

    private BlobResolver(ForegroundMap map) => _map = map;

    /// <summary>The objects and the debris of an image, in the order of their topmost pixels.</summary>
    public static List<BlobMatch> Resolve(ForegroundMap map)
    {
        var resolver = new BlobResolver(map);
        var pieces = Blob.Connected(map.Mask).Where(b => b.Area >= MinPiecePixels).Select(b => BlobMatch.Find(map, b)).ToList();
        resolver.Join(pieces);
        return [.. pieces.SelectMany(p => resolver.Split(p, 0)).OrderBy(m => m.Blob.Pixels.Min())];
    }

    private static float MeanLikeness(List<BlobMatch> matches) =>
        matches.Sum(m => m.Likeness * m.Blob.Area) / matches.Sum(m => m.Blob.Area);

    private void Join(List<BlobMatch> pieces)
    {
        while (BestJoin(pieces) is var (first, second, union))
        {
            pieces.Remove(first);
            pieces.Remove(second);
            pieces.Add(union);
        }
    }

    private (BlobMatch First, BlobMatch Second, BlobMatch Union)? BestJoin(List<BlobMatch> pieces)
    {
        (BlobMatch First, BlobMatch Second, BlobMatch Union)? best = null;
        var bestGain = JoinGain;
        for (var i = 0; i < pieces.Count; i++)
        {
            for (var j = i + 1; j < pieces.Count; j++)
            {
                var (first, second) = (pieces[i], pieces[j]);
                if (MathF.Min(first.Likeness, second.Likeness) > BlobMatch.SureLikeness || first.Blob.GapTo(second.Blob) > MaxJoinGapPixels)
                {
                    continue;
                }

                var blob = Blob.Union(first.Blob, second.Blob);
                if (Math.Max(blob.Width, blob.Height) > MaxObjectExtentPixels)
                {
                    continue;
                }

                var union = BlobMatch.Find(_map, blob);

                // A speck is not an object of its own: it belongs to its neighbour where that fits no worse with it.
                var (large, small) = first.Blob.Area > second.Blob.Area ? (first, second) : (second, first);
                var gain = small.Blob.Area < Inspector.MinObjectPixels
                    ? union.Likeness - large.Likeness + SpeckGain
                    : union.Likeness - MeanLikeness([first, second]);
                if (gain > bestGain)
                {
                    best = (first, second, union);
                    bestGain = gain;
                }
            }
        }

        return best;
    }

    private List<BlobMatch> Split(BlobMatch whole, int depth)
    {
        var isLarge = Math.Max(whole.Blob.Width, whole.Blob.Height) > MaxObjectExtentPixels;
        if (depth == MaxSplitDepth || (whole.Likeness > BlobMatch.SureLikeness && !isLarge))
        {
            return [whole];
        }

        List<BlobMatch> best = [whole];
        var bestLikeness = whole.Likeness + SplitGain - (isLarge ? 0.1f : 0);
        foreach (var parts in BlobSplitter.Candidates(_map, whole.Blob))
        {
            var matches = parts.ConvertAll(p => BlobMatch.Find(_map, p));
            if (MeanLikeness(matches) is var likeness && likeness > bestLikeness)
            {
                best = matches;
                bestLikeness = likeness;
            }
        }

        return best.Count == 1 ? best : [.. best.SelectMany(m => Split(m, depth + 1))];
    }
}
