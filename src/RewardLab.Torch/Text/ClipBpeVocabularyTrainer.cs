using RewardLab.Abstractions;

namespace RewardLab.Torch.Text;

/// <summary>Learns a small vocabulary of CLIP's kind, for tiny models that bring their own tokenizer. The same texts give the same vocabulary.</summary>
/// <remarks>Byte-pair encoding (Sennrich, Haddow and Birch 2016, algorithm 1): the most frequent pair of neighbours is joined, again and again.</remarks>
public static class ClipBpeVocabularyTrainer
{
    /// <summary>Learns from texts, each counted once a mention.</summary>
    /// <param name="texts">Captions as a user would write them; cleaned as the tokenizer cleans.</param>
    /// <param name="maxMerges">Merges wanted, at least 0; the vocabulary has 514 tokens more.</param>
    /// <param name="minCount">Pairs that occur more rarely are not joined; at least 1.</param>
    /// <param name="cancellationToken">Ends the training.</param>
    public static ClipBpeVocabulary Train(IEnumerable<string> texts, int maxMerges, int minCount = 2, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return TrainOnWords(
            texts.SelectMany(text => ClipWordSplitter.SplitAsOpenAi(ClipTextCleaner.Clean(text, ClipTextCleanup.HuggingFace)))
                .CountBy(word => word, StringComparer.Ordinal)
                .Select(entry => (entry.Key, (long)entry.Value)),
            maxMerges,
            minCount,
            cancellationToken);
    }

    /// <summary>Learns from words with their counts.</summary>
    /// <param name="words">Cleaned words without blanks, and how often each occurs; repeated words add up.</param>
    /// <param name="maxMerges">Merges wanted, at least 0; the vocabulary has 514 tokens more.</param>
    /// <param name="minCount">Pairs that occur more rarely are not joined; at least 1.</param>
    /// <param name="cancellationToken">Ends the training.</param>
    /// <exception cref="RewardLabException">A count is negative.</exception>
    public static ClipBpeVocabulary TrainOnWords(
        IEnumerable<(string Word, long Count)> words, int maxMerges, int minCount = 2, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentOutOfRangeException.ThrowIfNegative(maxMerges);
        ArgumentOutOfRangeException.ThrowIfLessThan(minCount, 1);
        var corpus = words
            .Where(entry => entry.Count >= 0 ? entry.Word.Length > 0 : throw new RewardLabException($"The word '{entry.Word}' has a count below 0."))
            .Where(entry => entry.Word is not (ClipWordSplitter.StartOfText or ClipWordSplitter.EndOfText))
            .GroupBy(entry => entry.Word, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (Symbols: Spell(group.Key), Count: group.Sum(entry => entry.Count)))
            .ToArray();
        var merges = new List<(string Left, string Right)>();
        while (merges.Count < maxMerges)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (MostFrequentPair(corpus) is not { } best || best.Count < minCount)
            {
                break;
            }

            merges.Add(best.Pair);
            foreach (var (symbols, _) in corpus)
            {
                Join(symbols, best.Pair);
            }
        }

        return ClipBpeVocabulary.FromMerges(merges);
    }

    private static List<string> Spell(string word)
    {
        var symbols = ByteLevelAlphabet.Encode(word).Select(symbol => symbol.ToString()).ToList();
        symbols[^1] += ClipBpeVocabulary.EndOfWord;
        return symbols;
    }

    // Ties go to the pair that sorts first, so that the result does not depend on the order of a hash table.
    private static ((string Left, string Right) Pair, long Count)? MostFrequentPair((List<string> Symbols, long Count)[] corpus)
    {
        var counts = new Dictionary<(string Left, string Right), long>();
        foreach (var (symbols, count) in corpus)
        {
            for (var i = 0; i + 1 < symbols.Count; i++)
            {
                var pair = (symbols[i], symbols[i + 1]);
                counts[pair] = counts.GetValueOrDefault(pair) + count;
            }
        }

        ((string Left, string Right) Pair, long Count)? best = null;
        foreach (var (pair, count) in counts)
        {
            if (best is null || count > best.Value.Count || (count == best.Value.Count && Precedes(pair, best.Value.Pair)))
            {
                best = (pair, count);
            }
        }

        return best;
    }

    private static bool Precedes((string Left, string Right) a, (string Left, string Right) b) =>
        string.CompareOrdinal(a.Left, b.Left) is var order && order != 0 ? order < 0 : string.CompareOrdinal(a.Right, b.Right) < 0;

    private static void Join(List<string> symbols, (string Left, string Right) pair)
    {
        for (var i = 0; i + 1 < symbols.Count; i++)
        {
            if (symbols[i] == pair.Left && symbols[i + 1] == pair.Right)
            {
                symbols[i] += symbols[i + 1];
                symbols.RemoveAt(i + 1);
            }
        }
    }
}
