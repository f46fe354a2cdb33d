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

// What takes language: colours, what shall be missing, comparisons, slips of the pen.
// The prompts of toybox-written.json, whose contrasts were written by hand: 38.
string[] ComprehensivePrompts() =>
[
    "two red apples", "a blue ball", "a yellow star and a red ball", "three purple cups", "an orange cat", "a green apple and a blue cup", "two orange fish",
    "a purple star", "three blue balls", "a red star and a yellow apple",
    "two apples but no cups", "a cat without a ball", "no cat, three balls", "a star and a fish but no cups", "two cups without any apples",
    "three stars but no fish",
    "a ball without a star", "no apples, two cats", "a cup and a cat but no balls",
    "more cats than balls", "more stars than cats", "more apples than cups", "more balls than stars", "more fish than apples",
    "fewer stars than fish", "fewer balls than cups", "fewer fish than cats", "fewer cups than cats", "fewer apples than balls",
    "tow apples", "a catt and a bal", "thre fishes", "an aple and two cups", "four strs", "too cups", "two fihs", "a sar and three cats", "one appple",
];

// Their contrasts, in the layout of TIA2's prompt sets.
string WrittenContrastivePrompts() => Path.Combine(Path.GetDirectoryName(ThisFile())!, "toybox-written.json");

string ThisFile([System.Runtime.CompilerServices.CallerFilePath] string path = "") => path;

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
