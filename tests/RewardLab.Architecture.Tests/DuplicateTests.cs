namespace RewardLab.Architecture.Tests;

/// <summary>What is written once: runs of lines that stand in two files of the product are a place that one piece of code should serve.</summary>
public sealed class DuplicateTests
{
    private const int Run = 10;

    private static readonly string[] Extensions = [".cs", ".csx", ".js", ".css", ".html"];

    [Fact]
    public void Lines_OfTheProduct_DoNotStandInTwoFilesTenInARow()
    {
        var files = Extensions.SelectMany(extension => Repository.Files(extension, "src", "plugins", "recipes", "scripts")).ToArray();
        files.Length.ShouldBeGreaterThan(500);
        Shared(files.ToDictionary(Repository.Shown, File.ReadAllLines, StringComparer.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Shared_RunOfTenBetweenOtherLines_IsFoundWithItsPlaces()
    {
        string[] run = [.. Enumerable.Range(1, Run).Select(i => $"Step{i}();")];
        var files = new Dictionary<string, string[]>(StringComparer.Ordinal)
        {
            ["a.cs"] = ["using System;", "", "First();", .. run, "Last();"],
            ["b.cs"] = ["// Said elsewhere too.", .. run.SelectMany(line => new[] { "", $"        {line} ", "/// <summary>Between.</summary>" })],
            ["c.cs"] = [.. run.Take(Run - 1), "Other();"],
        };
        Shared(files).ShouldBe(["a.cs:4 and b.cs:3 share 10 lines from \"Step1();\""]);
    }

    // Each longest run once, by the first of its lines. Blank lines, comments and imports do not count.
    private static List<string> Shared(IReadOnlyDictionary<string, string[]> files)
    {
        var texts = files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => (Path: file.Key, Lines: Counted(file.Value))).ToArray();
        var places = texts
            .SelectMany((text, file) => Enumerable.Range(0, Math.Max(0, text.Lines.Length - Run + 1)).Select(start => (File: file, Start: start)))
            .GroupBy(place => string.Join('\n', texts[place.File].Lines.Skip(place.Start).Take(Run).Select(line => line.Text)), StringComparer.Ordinal)
            .Where(group => group.DistinctBy(place => place.File).Count() > 1)
            .SelectMany(group => group.SelectMany(_ => group, (one, other) => (One: one, Other: other)))
            .Where(pair => pair.One.File < pair.Other.File);
        return
        [
            .. from pair in places
               let one = texts[pair.One.File]
               let other = texts[pair.Other.File]
               where !(pair.One.Start > 0 && pair.Other.Start > 0 && one.Lines[pair.One.Start - 1].Text == other.Lines[pair.Other.Start - 1].Text)
               let length = one.Lines.Skip(pair.One.Start)
                   .Zip(other.Lines.Skip(pair.Other.Start))
                   .TakeWhile(lines => lines.First.Text == lines.Second.Text)
                   .Count()
               let first = one.Lines[pair.One.Start]
               select $"{one.Path}:{first.Number} and {other.Path}:{other.Lines[pair.Other.Start].Number} share {length} lines from \"{first.Text}\"",
        ];
    }

    private static (int Number, string Text)[] Counted(string[] lines) =>
    [
        .. lines.Select((line, i) => (Number: i + 1, Text: line.Trim()))
            .Where(line => line.Text.Length > 0)
            .Where(line => !line.Text.StartsWith("//", StringComparison.Ordinal) && !line.Text.StartsWith("#load", StringComparison.Ordinal))
            .Where(line => !line.Text.StartsWith("using ", StringComparison.Ordinal) || line.Text.Contains('=', StringComparison.Ordinal)),
    ];
}
