using System.Globalization;
using System.Text.RegularExpressions;

namespace RewardLab.Torch.Tests.Models.Layout;

/// <summary>Names and shapes of a published checkpoint, one per line; {0..11} and {0..10..2} in a name stand for those numbers.</summary>
internal static partial class PublishedLayout
{
    public static Dictionary<string, string> Read(string layout)
    {
        var shapes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Models", "Layout", "Layouts", layout + ".txt"))
            .Where(line => line[0] != '#'))
        {
            var parts = line.Split(' ', 2);
            foreach (var name in Expand(parts[0]))
            {
                shapes.Add(name, parts.Length == 1 ? "" : parts[1]);
            }
        }

        return shapes;
    }

    private static IEnumerable<string> Expand(string name)
    {
        var match = Range().Match(name);
        if (!match.Success)
        {
            yield return name;
            yield break;
        }

        var step = match.Groups["step"].Success ? Number(match.Groups["step"]) : 1;
        for (var i = Number(match.Groups["first"]); i <= Number(match.Groups["last"]); i += step)
        {
            yield return $"{name[..match.Index]}{i}{name[(match.Index + match.Length)..]}";
        }
    }

    private static int Number(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\{(?<first>\d+)\.\.(?<last>\d+)(\.\.(?<step>\d+))?\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Range();
}
