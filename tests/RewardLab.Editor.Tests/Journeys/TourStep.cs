using System.Text.RegularExpressions;

namespace RewardLab.Editor.Tests.Journeys;

/// <summary>A step of the tour in the editor's README: its keys are pressed in the order in which they are printed, and none is left out.</summary>
internal sealed partial class TourStep
{
    private readonly TmuxScreen _screen;
    private readonly int _number;
    private readonly Queue<string> _printed;

    /// <summary>Begins a step.</summary>
    /// <param name="screen">The terminal.</param>
    /// <param name="number">The step's number.</param>
    public TourStep(TmuxScreen screen, int number)
    {
        (_screen, _number) = (screen, number);
        var tour = Readme().Split("## A tour")[1].Split("\n## ")[0];
        var step = Steps().Split(tour)[number];
        _printed = new Queue<string>(Keys().Matches(Bold().Replace(step, "")).Select(match => match.Groups["key"].Value));
    }

    /// <summary>The README's file.</summary>
    public static string Path { get; } = System.IO.Path.Combine(Workplace.Repository, "src", "RewardLab.Editor", "README.md");

    /// <summary>Presses the key that is printed next.</summary>
    public TmuxScreen Press(string key)
    {
        var next = _printed.Count > 0 ? _printed.Dequeue() : "no other key";
        next.ShouldBe(key, $"step {_number} prints {next} where its test presses {key}");
        return _screen.Press(NameOf(key));
    }

    /// <summary>Checks that every printed key was pressed.</summary>
    public void End() => _printed.ShouldBeEmpty($"step {_number} prints keys that its test does not press");

    // As tmux calls it: letters with Alt or Ctrl are small.
    private static string NameOf(string key)
    {
        if (key == "Delete")
        {
            return "DC";
        }

        var (modifier, plain) = key.Split('+') is [{ Length: > 0 } first, var second] ? (first, second) : ("", key);
        var name = plain.Length == 1 && modifier.Length > 0 ? plain.ToLowerInvariant() : plain;
        return modifier switch { "Alt" => $"M-{name}", "Ctrl" => $"C-{name}", "Shift" => $"S-{name}", _ => name };
    }

    private static string Readme() => File.ReadAllText(Path).ReplaceLineEndings("\n");

    [GeneratedRegex(@"^\d+\. ", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Steps();

    [GeneratedRegex(@"\*\*[^*]+\*\*", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bold();

    [GeneratedRegex(@"\*(?<key>[^*\n]+)\*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Keys();
}
