using System.Text;
using RewardLab.Torch.Text;

namespace RewardLab.Torch.Tests.Text;

/// <summary>Byte-pair encoding by the book, slow and plain: the best-ranked pair is joined wherever it occurs, until none is left.</summary>
internal sealed class ReferenceBytePairEncoder(ClipBpeVocabulary vocabulary)
{
    private readonly Dictionary<(string, string), int> _ranks = vocabulary.Merges.Select((merge, rank) => (merge, rank))
        .ToDictionary(entry => entry.merge, entry => entry.rank);

    public int[] EncodeWord(string word)
    {
        // Ids 0..255 are the bytes in the alphabet's order, whose first 94 are the visible ASCII characters.
        var parts = Encoding.UTF8.GetBytes(word).Select(value => vocabulary.Tokens.First(entry => entry.Value == ByteOrder(value)).Key).ToList();
        parts[^1] += "</w>";
        while (true)
        {
            var pairs = parts.Zip(parts.Skip(1)).Where(_ranks.ContainsKey).ToArray();
            if (pairs.Length == 0)
            {
                return [.. parts.Select(part => vocabulary.Tokens[part])];
            }

            var best = pairs.MinBy(pair => _ranks[pair]);
            for (var i = 0; i + 1 < parts.Count; i++)
            {
                if ((parts[i], parts[i + 1]) == best)
                {
                    parts[i] += parts[i + 1];
                    parts.RemoveAt(i + 1);
                }
            }
        }
    }

    private static int ByteOrder(int value) => value switch
    {
        >= 33 and <= 126 => value - 33,
        >= 161 and <= 172 => value - 161 + 94,
        >= 174 => value - 174 + 106,
        <= 32 => value + 188,
        <= 160 => value - 127 + 221,
        173 => 255,
    };
}
