using System.CommandLine;
using System.CommandLine.Parsing;
using Spectre.Console;

namespace RewardLab.Terminal;

/// <summary>A command line that cannot be understood.</summary>
internal static class UsageError
{
    /// <summary>Says what is wrong and which help to read.</summary>
    public static int Report(ParseResult parsed, Session session)
    {
        var command = parsed.CommandResult.Command;
        var path = Path(parsed.CommandResult);
        session.Error.WriteLine($"rewardlab: {Describe(parsed, command)}; '{path} --help' shows how");
        return ExitCode.Usage;
    }

    private static string Describe(ParseResult parsed, Command command)
    {
        // A word where only subcommands can stand: the parser's own message is about "unrecognized arguments".
        if (command.Subcommands.Count > 0 && parsed.UnmatchedTokens.Count > 0)
        {
            var word = parsed.UnmatchedTokens[0];
            return word.StartsWith('-')
                ? $"unknown option '{word}'"
                : $"unknown command '{word}'; there are {string.Join(", ", command.Subcommands.Select(c => c.Name))}";
        }

        if (command.Subcommands.Count > 0)
        {
            return $"say which: {string.Join(", ", command.Subcommands.Select(c => c.Name))}";
        }

        return OneLine.Of(parsed.Errors[0].Message).TrimEnd('.');
    }

    private static string Path(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{Path(parent)} {result.Command.Name}" : "rewardlab";
}
