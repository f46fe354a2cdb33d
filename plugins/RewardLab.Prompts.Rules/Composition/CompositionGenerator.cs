using RewardLab.Prompts.Rules.Language;

namespace RewardLab.Prompts.Rules.Composition;

/// <summary>Other pairs of the two objects: one missing, more of one or both, one made like the other.</summary>
/// <remarks>
/// For one x and one y these are items 0 to 11 of TIA2's composition set, in its order: x alone; y alone; counts 2+1, 1+2, 2+2, 3+1, 1+3, 3+2, 2+3, 3+3;
/// "x-like y"; "y-like x". For a of x and b of y the same offsets are added to a and b, and between counts and likenesses come the counts that one and one
/// cannot have: fewer by one or two of either, by one of both, and the counts swapped. What repeats the prompt or an earlier item is left out.
/// Twice the count is among them for counts of one and two.
/// </remarks>
internal sealed class CompositionGenerator(PairStyle style) : RuleGenerator("composition", "a cat and two balls")
{
    // Whether TIA2 writes "and" is its own habit: a fact of its file.
    private static readonly (int X, int Y, bool And)[] More =
    [
        (1, 0, true), (0, 1, true), (1, 1, false), (2, 0, true), (0, 2, true), (2, 1, false), (1, 2, true), (2, 2, false),
    ];

    private static readonly (int X, int Y)[] Fewer = [(-1, 0), (0, -1), (-1, -1), (-2, 0), (0, -2)];

    protected override string? Problem(ObjectPrompt prompt)
    {
        if (prompt.Objects.Count == 1)
        {
            return "counts one object, which generator counting handles";
        }

        return string.Equals(prompt.Objects[0].Singular, prompt.Objects[1].Singular, StringComparison.OrdinalIgnoreCase) ? "names the same object twice" : null;
    }

    protected override IEnumerable<string> ContrastivePrompts(ObjectPrompt prompt)
    {
        var (x, y) = (prompt.Objects[0], prompt.Objects[1]);
        string[] alone = [x.Write(x.Count), y.Write(y.Count)];
        var more = More.Select(offset => Pair(x, x.Count + offset.X, y, y.Count + offset.Y, offset.And || style == PairStyle.English));
        var fewer = Fewer.Append((y.Count - x.Count, x.Count - y.Count))
            .Where(offset => x.Count + offset.Item1 >= 1 && y.Count + offset.Item2 >= 1)
            .Select(offset => Pair(x, x.Count + offset.Item1, y, y.Count + offset.Item2, and: true));
        string[] alike = [Like(x, y), Like(y, x)];

        var own = Pair(x, x.Count, y, y.Count, and: true);
        return alone.Concat(more).Concat(fewer).Concat(alike).Where(objects => objects != own).Distinct(StringComparer.Ordinal).Select(prompt.With);
    }

    private static string Pair(CountedNoun x, int xCount, CountedNoun y, int yCount, bool and) => $"{x.Write(xCount)}{(and ? " and " : " ")}{y.Write(yCount)}";

    /// <summary>As many of y as the prompt has, made like x: "a cat-like ball".</summary>
    private static string Like(CountedNoun x, CountedNoun y) =>
        (y with { Singular = $"{x.Singular}-like {y.Singular}", Plural = $"{x.Singular}-like {y.Plural}" }).Write(y.Count);
}
