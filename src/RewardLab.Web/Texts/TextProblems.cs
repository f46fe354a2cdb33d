using RewardLab.Hosting.Text;

namespace RewardLab.Web.Texts;

/// <summary>What is wrong with a file of texts, without keeping it from being used.</summary>
internal static class TextProblems
{
    private const int ShownKeys = 8;

    /// <summary>Finds keys that do not exist, keys that are missing, and names in braces that nothing fills in.</summary>
    /// <param name="given">The texts of the file.</param>
    /// <param name="source">The file's name.</param>
    /// <returns>A sentence for each kind of problem.</returns>
    public static IEnumerable<string> Find(IReadOnlyDictionary<string, string> given, string source)
    {
        foreach (var key in given.Keys.Where(key => !PageTexts.IsKnown(key)).Order(StringComparer.Ordinal))
        {
            yield return $"{source}: there is no text '{key}'. {NearestName.Advice(key, [.. PageTexts.Keys])}";
        }

        string[] missing =
        [
            .. PageTexts.Keys.Where(key => !given.ContainsKey(key) && !given.ContainsKey(PageTexts.CountedKey(key))).Order(StringComparer.Ordinal),
        ];
        if (missing.Length > 0)
        {
            yield return $"{source}: {missing.Length} of {PageTexts.Keys.Count} texts are missing and stay English: "
                + $"{string.Join(", ", missing.Take(ShownKeys))}"
                + $"{(missing.Length > ShownKeys ? ", ..." : "")}.";
        }

        foreach (var (key, text) in given.Where(entry => PageTexts.IsKnown(entry.Key)).OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var english = PageTexts.English[PageTexts.Keys.Contains(key) ? key : PageTexts.CountedKey(key)];
            foreach (var name in PageTexts.Placeholders(text).Except(PageTexts.Placeholders(english), StringComparer.Ordinal))
            {
                yield return $"{source}: nothing fills in {name} of '{key}'. The English text is \"{english}\".";
            }
        }
    }
}
