using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Language;

/// <summary>Reads what a prompt asks for, word by word; gives up at the first word that fits nowhere.</summary>
internal sealed class ToyPromptReader
{
    private readonly string[] _words;
    private readonly List<ToyDemand> _demands = [];
    private readonly List<ToyClass> _excluded = [];
    private int _at;

    private ToyPromptReader(string[] words) => _words = words;

    /// <summary>Demands and comparison of a text without its lead; null where it does not say exactly what the image must show.</summary>
    public static (IReadOnlyList<ToyDemand> Demands, ToyComparison? Comparison)? Read(string body)
    {
        var reader = new ToyPromptReader(body.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries));
        return reader.Comparison() is { } comparison ? ([], comparison) : reader.List() ? (reader._demands, null) : null;
    }

    // "more cats than balls", "fewer cats than balls"
    private ToyComparison? Comparison()
    {
        if (_words.Length != 4 || !IsWord(2, "than") || Noun(1) is not { } first || Noun(3) is not { } second || first == second)
        {
            return null;
        }

        return IsWord(0, "more") ? new ToyComparison(first, second) : IsWord(0, "fewer") ? new ToyComparison(second, first) : null;
    }

    // "two red apples and a cat, but no cups"
    private bool List()
    {
        while (_at < _words.Length)
        {
            var isFirst = _demands.Count + _excluded.Count == 0;
            var hasBut = !isFirst && IsWord(_at, "but");
            _at += hasBut || (!isFirst && IsWord(_at, "and")) ? 1 : 0;
            if (!Exclusion() && (hasBut || !Demand()))
            {
                return false;
            }
        }

        return _demands.Count > 0 && !_demands.Exists(demand => _excluded.Contains(demand.Class));
    }

    // "no cups", "without a ball"
    private bool Exclusion()
    {
        var isWithout = IsWord(_at, "without");
        if (!isWithout && !IsWord(_at, "no"))
        {
            return false;
        }

        var noun = _at + 1;
        noun += isWithout && noun < _words.Length && _words[noun] is "a" or "an" or "any" ? 1 : 0;
        if (Noun(noun) is not { } excluded || _excluded.Contains(excluded))
        {
            return false;
        }

        _excluded.Add(excluded);
        _at = noun + 1;
        return true;
    }

    // "two apples", "two red apples"
    private bool Demand()
    {
        var colour = Colour(_at + 1);
        var noun = _at + (colour is null ? 1 : 2);
        if (Count(_at) is not { } count || Noun(noun) is not { } toyClass || _demands.Exists(demand => demand.Class == toyClass))
        {
            return false;
        }

        _demands.Add(new ToyDemand(toyClass, count, colour));
        _at = noun + 1;
        return true;
    }

    private bool IsWord(int index, string word) => Meaning(index, reading => reading == word ? word : null) is not null;

    private ToyClass? Noun(int index) => Meaning(index, reading => ToyWords.TryNoun(reading, out var toyClass) ? toyClass : (ToyClass?)null);

    private int? Count(int index) => Meaning(index, reading => ToyWords.TryCount(reading, out var count) ? count : (int?)null);

    private ToyColour? Colour(int index) =>
        Meaning(
            index, reading => Enum.TryParse<ToyColour>(reading, ignoreCase: true, out var colour) && !int.TryParse(reading, out _) ? colour : (ToyColour?)null);

    // What a word means, where all its readings mean the same.
    private T? Meaning<T>(int index, Func<string, T?> meaning)
    {
        if (index >= _words.Length)
        {
            return default;
        }

        var meanings = ToySpelling.Readings(_words[index]).Select(meaning).Distinct().ToArray();
        return meanings.Length == 1 ? meanings[0] : default;
    }
}
