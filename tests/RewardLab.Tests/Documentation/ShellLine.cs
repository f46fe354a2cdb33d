using System.Text;

namespace RewardLab.Tests.Documentation;

/// <summary>Splits a line of a shell into its commands and their words: quotes, comments, variables set in front, pipes and lists.</summary>
internal static class ShellLine
{
    /// <summary>Whether a line starts with a command that the tests can check.</summary>
    public static bool IsCommand(string line) => Commands(line).Any(words => words[0] is "rewardlab" or "dotnet");

    /// <summary>The commands of a line, each with at least one word.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Commands(string line)
    {
        var commands = new List<IReadOnlyList<string>>();
        var words = new List<string>();
        foreach (var word in Words(line).Append("&&"))
        {
            if (word is not ("&&" or "||" or "|" or ";" or "&"))
            {
                words.Add(word);
                continue;
            }

            var command = words.SkipWhile(IsAssignment).TakeWhile(part => part is not (">" or ">>" or "<" or "2>")).ToArray();
            if (command.Length > 0)
            {
                commands.Add(command);
            }

            words.Clear();
        }

        return commands;
    }

    private static bool IsAssignment(string word) =>
        word.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals
        && word[..equals].All(letter => char.IsAsciiLetterUpper(letter) || letter == '_' || char.IsAsciiDigit(letter));

    private static List<string> Words(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var quote = '\0';
        var started = false;
        foreach (var letter in line.Append(' '))
        {
            if (quote != '\0')
            {
                if (letter == quote)
                {
                    quote = '\0';
                }
                else
                {
                    word.Append(letter);
                }
            }
            else if (letter is '"' or '\'')
            {
                (quote, started) = (letter, true);
            }
            else if (char.IsWhiteSpace(letter))
            {
                if (started)
                {
                    words.Add(word.ToString());
                }

                word.Clear();
                started = false;
            }
            else if (letter == '#' && !started)
            {
                break;
            }
            else
            {
                word.Append(letter);
                started = true;
            }
        }

        return words;
    }
}
