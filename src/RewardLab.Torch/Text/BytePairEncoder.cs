using System.Collections.Frozen;

namespace RewardLab.Torch.Text;

/// <summary>Byte-pair encoding of one word (Sennrich, Haddow and Birch 2016): of all neighbours, those that were merged first in training are joined,
/// everywhere in the word, until none are left.</summary>
/// <remarks>Time grows with n log n of a word's length: neighbours wait in a queue by priority and place, joined ones are linked. Thread-safe.</remarks>
internal sealed class BytePairEncoder
{
    private const int None = -1;
    private readonly FrozenDictionary<(int Left, int Right), (int Rank, int Id)> _merges;
    private readonly int[] _idOfSymbol;
    private readonly int[] _idOfLastSymbol;

    /// <param name="vocabulary">Tokens and merges; holds every symbol and every merged pair.</param>
    public BytePairEncoder(ClipBpeVocabulary vocabulary)
    {
        var tokens = vocabulary.Tokens;
        _merges = vocabulary.Merges.Index().ToFrozenDictionary(
            merge => (tokens[merge.Item.Left], tokens[merge.Item.Right]),
            merge => (merge.Index, tokens[merge.Item.Left + merge.Item.Right]));
        var last = ByteLevelAlphabet.Symbols.Max(symbol => symbol[0]);
        _idOfSymbol = new int[last + 1];
        _idOfLastSymbol = new int[last + 1];
        foreach (var symbol in ByteLevelAlphabet.Symbols)
        {
            _idOfSymbol[symbol[0]] = tokens[symbol];
            _idOfLastSymbol[symbol[0]] = tokens[symbol + ClipBpeVocabulary.EndOfWord];
        }
    }

    /// <summary>A word's ids are added to a list.</summary>
    /// <param name="word">The word in the byte-level alphabet; not empty.</param>
    /// <param name="output">The list.</param>
    public void Encode(string word, List<int> output)
    {
        var ids = new int[word.Length];
        var (next, previous) = (new int[word.Length], new int[word.Length]);
        for (var i = 0; i < word.Length; i++)
        {
            (ids[i], previous[i], next[i]) = (i == word.Length - 1 ? _idOfLastSymbol[word[i]] : _idOfSymbol[word[i]], i - 1,
                i + 1 < word.Length ? i + 1 : None);
        }

        Merge(ids, next, previous);
        for (var i = 0; i != None; i = next[i])
        {
            output.Add(ids[i]);
        }
    }

    private void Merge(int[] ids, int[] next, int[] previous)
    {
        var queue = new PriorityQueue<(int Place, int Left, int Right), (int Rank, int Place)>(ids.Length);
        for (var i = 0; next[i] != None; i = next[i])
        {
            Enqueue(i);
        }

        // One kind of pair is joined everywhere before its new neighbours count.
        var changed = new List<int>();
        while (queue.TryPeek(out _, out var first))
        {
            while (queue.TryPeek(out var pair, out var priority) && priority.Rank == first.Rank)
            {
                queue.Dequeue();
                var (place, right) = (pair.Place, next[pair.Place]);

                // What was joined since then no longer stands at its place.
                if (ids[place] != pair.Left || right == None || ids[right] != pair.Right)
                {
                    continue;
                }

                ids[place] = _merges[(pair.Left, pair.Right)].Id;
                ids[right] = None;
                next[place] = next[right];
                if (next[place] != None)
                {
                    previous[next[place]] = place;
                }

                changed.Add(place);
            }

            foreach (var place in changed.Where(place => ids[place] != None))
            {
                Enqueue(place);
                if (previous[place] != None)
                {
                    Enqueue(previous[place]);
                }
            }

            changed.Clear();
        }

        void Enqueue(int place)
        {
            if (next[place] != None && _merges.TryGetValue((ids[place], ids[next[place]]), out var merge))
            {
                queue.Enqueue((place, ids[place], ids[next[place]]), (merge.Rank, place));
            }
        }
    }
}
