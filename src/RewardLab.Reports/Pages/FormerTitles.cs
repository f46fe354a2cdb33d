namespace RewardLab.Reports.Pages;

/// <summary>Titles of tables as earlier versions wrote them: a run of those stands beside a new one under today's.</summary>
internal static class FormerTitles
{
    private static readonly (string Former, string Now)[] Phrases =
    [
        ("of the picked picture,", "of the selected image,"),
        ("the image higher that people chose", "the preferred image higher"),
        ("the picture higher that people chose", "the preferred image higher"),
        ("all sets: ", "all splits: "),
    ];

    /// <summary>What the same table is called now.</summary>
    /// <param name="title">A title of any version.</param>
    public static string Now(string title) =>
        Phrases.Aggregate(title, (now, phrase) => now.Replace(phrase.Former, phrase.Now, StringComparison.Ordinal));
}
