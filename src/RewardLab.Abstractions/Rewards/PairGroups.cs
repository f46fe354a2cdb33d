using System.Globalization;
using System.Text;

namespace RewardLab.Abstractions;

/// <summary>Scores single entries of the matrix by whole grids that hold nothing else: images with the same texts go together.</summary>
internal static class PairGroups
{
    public static ScoreMatrix Score(IRewardModel reward, ImageBatch images, IReadOnlyList<ImagePromptPair> pairs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(pairs);
        var scores = new (ScoreMatrix, int, int)[pairs.Count];
        foreach (var group in Texts(images, pairs).GroupBy(image => Key(image.Texts), StringComparer.Ordinal))
        {
            var (members, texts) = (group.ToArray(), group.First().Texts);
            int[] indices = [.. members.Select(member => member.Image)];
            var grid = reward.Score(indices.SequenceEqual(Enumerable.Range(0, images.Count)) ? images : images.Select(indices), texts, cancellationToken);
            if (grid.ImageCount != members.Length || grid.PromptCount != texts.Count)
            {
                throw new RewardLabException(
                    $"{reward.Name} returned {grid.ImageCount} x {grid.PromptCount} scores for {members.Length} x {texts.Count} images and prompts. "
                    + "This is a bug in that reward.");
            }

            for (var row = 0; row < members.Length; row++)
            {
                foreach (var (pair, text) in members[row].Pairs)
                {
                    scores[pair] = (grid, row, text);
                }
            }
        }

        return ScoreMatrix.OfEntries(scores);
    }

    // For each image that is asked about: its texts, each once, and which of them each of its pairs means.
    private static List<(int Image, IReadOnlyList<string> Texts, IReadOnlyList<(int Pair, int Text)> Pairs)> Texts(
        ImageBatch images,
        IReadOnlyList<ImagePromptPair> pairs)
    {
        var found = new List<(int, IReadOnlyList<string>, IReadOnlyList<(int, int)>)>();
        foreach (var image in Enumerable.Range(0, pairs.Count).GroupBy(pair => pairs[pair].Image))
        {
            ArgumentOutOfRangeException.ThrowIfNegative(image.Key, nameof(pairs));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(image.Key, images.Count, nameof(pairs));
            var places = new Dictionary<string, int>(StringComparer.Ordinal);
            var own = new List<(int, int)>();
            foreach (var pair in image)
            {
                places.TryAdd(pairs[pair].Prompt, places.Count);
                own.Add((pair, places[pairs[pair].Prompt]));
            }

            found.Add((image.Key, [.. places.OrderBy(place => place.Value).Select(place => place.Key)], own));
        }

        return found;
    }

    private static string Key(IReadOnlyList<string> texts)
    {
        var key = new StringBuilder();
        foreach (var text in texts)
        {
            key.Append(CultureInfo.InvariantCulture, $"{text.Length}:{text}");
        }

        return key.ToString();
    }
}
