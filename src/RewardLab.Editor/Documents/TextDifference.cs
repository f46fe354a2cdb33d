namespace RewardLab.Editor.Documents;

/// <summary>What differs between two texts, line by line.</summary>
internal static class TextDifference
{
    private const int Context = 2;

    /// <summary>The lines: "- " is only in the first text, "+ " only in the second, "  " in both;
    /// far from differences lines are left out, shown as "…".</summary>
    public static IReadOnlyList<string> Compute(string first, string second)
    {
        var (a, b) = (first.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'), second.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'));
        var common = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
        {
            for (var j = b.Length - 1; j >= 0; j--)
            {
                common[i, j] = a[i] == b[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var lines = new List<string>();
        for (var (i, j) = (0, 0); i < a.Length || j < b.Length;)
        {
            if (i < a.Length && j < b.Length && a[i] == b[j])
            {
                lines.Add($"  {a[i++]}");
                j++;
            }
            else if (i < a.Length && (j == b.Length || common[i + 1, j] >= common[i, j + 1]))
            {
                lines.Add($"- {a[i++]}");
            }
            else
            {
                lines.Add($"+ {b[j++]}");
            }
        }

        return Shorten(lines);
    }

    private static List<string> Shorten(List<string> lines)
    {
        var shown = new List<string>();
        foreach (var (index, line) in lines.Index())
        {
            var isNear = lines[Math.Max(0, index - Context)..Math.Min(lines.Count, index + Context + 1)].Any(near => near[0] is '-' or '+');
            if (isNear)
            {
                shown.Add(line);
            }
            else if (shown is [] or not [.., "…"])
            {
                shown.Add("…");
            }
        }

        return shown;
    }
}
