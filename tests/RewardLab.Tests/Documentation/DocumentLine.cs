namespace RewardLab.Tests.Documentation;

/// <summary>Something that stands on a line of a document.</summary>
/// <param name="Document">Path from the repository's root.</param>
/// <param name="Number">Line, from 1.</param>
/// <param name="Text">What stands there.</param>
internal sealed record DocumentLine(string Document, int Number, string Text)
{
    /// <summary>Whether the text stands in a sentence, where a command may be named without all that it needs.</summary>
    public bool IsMention { get; init; }

    /// <summary>Names the place of a problem, as compilers do.</summary>
    public string Report(string problem) => $"{Document}({Number}): {Text}: {problem}";
}
