// Toybox's prompt sets, for recipes that #load them.

string[] ToyNouns() => ["apple", "ball", "cat", "cup", "fish", "star"];

string ToyPhrase(string noun, int count) => count switch
{
    1 => (noun == "apple" ? "an " : "a ") + noun,
    _ => new[] { "two", "three", "four" }[count - 2] + " " + (noun == "fish" ? noun : noun + "s"),
};

// Each toy one to four times: 24 prompts.
string[] CountingPrompts() => [.. from noun in ToyNouns() from count in Enumerable.Range(1, 4) select ToyPhrase(noun, count)];

// Every pair of toys, once as one and one and twice counted, at most four in all: 45 prompts.
string[] CompositionPrompts()
{
    var nouns = ToyNouns();
    var prompts = new List<string>();
    for (var i = 0; i < nouns.Length; i++)
    {
        for (var j = i + 1; j < nouns.Length; j++)
        {
            foreach (var (first, second) in (i + j) % 2 == 0 ? new[] { (1, 1), (2, 1), (1, 2) } : [(1, 1), (1, 3), (2, 2)])
            {
                prompts.Add($"{ToyPhrase(nouns[i], first)} and {ToyPhrase(nouns[j], second)}");
            }
        }
    }

    return [.. prompts];
}

// Counts of one toy, and of every pair of toys, four in all at most: 114 prompts, those of both sets among them.
string[] AllToyPrompts()
{
    var nouns = ToyNouns();
    return
    [
        .. CountingPrompts(),
        .. from i in Enumerable.Range(0, nouns.Length)
           from j in Enumerable.Range(i + 1, nouns.Length - i - 1)
           from counts in new[] { (1, 1), (2, 1), (1, 2), (2, 2), (3, 1), (1, 3) }
           select $"{ToyPhrase(nouns[i], counts.Item1)} and {ToyPhrase(nouns[j], counts.Item2)}",
    ];
}
