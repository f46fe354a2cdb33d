// Where prompts that count things stand in a heat map. For recipes that #load it.

using System.Text.RegularExpressions;

// The counted things of a prompt such as "two cats", "a realistic photo of an apple and a truck": noun and count, singular;
// empty where it takes more to read it.
IReadOnlyList<(string Noun, int Count)> Counted(string prompt)
{
    string[] numbers = ["", "one", "two", "three", "four", "five", "six", "seven", "eight"];
    var body = Regex.Replace(prompt.ToLowerInvariant().TrimEnd('.'), @"^.*\b(photo|image|image) of ", "");
    var things = new List<(string, int)>();
    foreach (var part in body.Split(" and "))
    {
        var words = part.Split(' ', 2);
        var count = words[0] is "a" or "an" ? 1 : Array.IndexOf(numbers, words[0]);
        if (count < 1 || words.Length < 2 || words[1].Split(' ').Length > 2)
        {
            return [];
        }

        things.Add((count > 1 && words[1].EndsWith('s') ? words[1][..^1] : words[1], count));
    }

    return things;
}

// Object by count, and object by object.
(string Row, string Column)? ByCount(string prompt) => Counted(prompt) is [var thing] ? (thing.Noun, $"{thing.Count}") : null;

(string Row, string Column)? ByPair(string prompt) => Counted(prompt) is [var first, var second] ? (first.Noun, second.Noun) : null;
