using System.CommandLine;
using System.CommandLine.Parsing;
using RewardLab.Abstractions;
using RewardLab.Hosting.Text;

namespace RewardLab.Terminal;

/// <summary>A command line that cannot be understood.</summary>
internal static class UsageError
{
    /// <summary>Says what is wrong and which help to read.</summary>
    public static int Report(ParseResult parsed, Session session)
    {
        session.Screen.Error.WriteLine($"rewardlab: {Describe(parsed)} ('{Path(parsed.CommandResult)} --help' shows how)");
        return ExitCode.Usage;
    }

    private static string Describe(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var unknown = parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : null;
        if (unknown is ['-', ..])
        {
            string[] known = [.. Options(parsed.CommandResult)];
            return $"Unknown option '{unknown}'. {NearestName.Advice(unknown, known)}";
        }

        if (command.Subcommands.Count > 0 && (unknown is not null || command.Action is null))
        {
            string[] known = [.. command.Subcommands.Select(subcommand => subcommand.Name)];
            return unknown is null
                ? $"A command is missing. Give one of: {string.Join(", ", known)}."
                : $"Unknown command '{unknown}'. {NearestName.Advice(unknown, known)}";
        }

        if (unknown is not null)
        {
            return $"Unexpected argument '{unknown}'. Quote values that contain spaces.";
        }

        var missing = command.Arguments.FirstOrDefault(
            argument => argument.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(argument) is null or { Tokens.Count: 0 });
        return missing is null ? OneLine.FirstLine(parsed.Errors[0].Message) : $"{missing.Name} is missing.";
    }

    private static IEnumerable<string> Options(CommandResult result)
    {
        var own = result.Command.Options.Where(option => !option.Hidden).Select(option => option.Name);
        return result.Parent is CommandResult parent
            ? own.Concat(Options(parent).Where(name => parent.Command.Options.Any(option => option.Name == name && option.Recursive))).Distinct()
            : own;
    }

    private static string Path(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{Path(parent)} {result.Command.Name}" : "rewardlab";
}
