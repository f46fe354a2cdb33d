using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
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

    /// <summary>What is wrong, in one line.</summary>
    public static string Describe(ParseResult parsed)
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
        return missing is null ? Describe(parsed.Errors[0]) : $"{missing.Name} is missing.";
    }

    /// <summary>What one error is, in one line: the library names types of .NET where a value does not parse, and spreads choices over lines.</summary>
    internal static string Describe(ParseError error)
    {
        var (name, type, completions) = error.SymbolResult switch
        {
            OptionResult option => (option.Option.Name, option.Option.ValueType, option.Option.GetCompletions(CompletionContext.Empty)),
            ArgumentResult { Parent: OptionResult parent } => (parent.Option.Name, parent.Option.ValueType,
                parent.Option.GetCompletions(CompletionContext.Empty)),
            ArgumentResult argument => (argument.Argument.Name, argument.Argument.ValueType, argument.Argument.GetCompletions(CompletionContext.Empty)),
            _ => ("", typeof(string), []),
        };
        var value = error.SymbolResult?.Tokens is [.., var last] ? last.Value : null;
        if (value is null && error.SymbolResult is OptionResult { Option: var empty } && error.Message.Contains($"'{name}'", StringComparison.Ordinal))
        {
            return error.Message.EndsWith("is required.", StringComparison.Ordinal)
                ? $"{name} is missing. Give {name} {empty.HelpName}".TrimEnd() + "."
                : $"{name} needs a value: {name} {empty.HelpName}".TrimEnd() + ".";
        }

        if (value is null || name.Length == 0)
        {
            return Shorten(error.Message);
        }

        type = Nullable.GetUnderlyingType(type) ?? (type.IsArray ? type.GetElementType()! : type);
        if (error.Message.Contains(type.ToString(), StringComparison.Ordinal) && Expected(type) is { } expected)
        {
            return $"{name} takes {expected}, not '{value}'.";
        }

        string[] choices = [.. completions.Select(completion => completion.Label)];
        return choices.Length > 0 && error.Message.Contains('\n', StringComparison.Ordinal) && choices.All(choice => error.Message.Contains(choice))
            ? $"{name} takes one of {string.Join(", ", choices)}, not '{value}'. {Nearest(value, choices)}".TrimEnd()
            : Shorten(error.Message);
    }

    private static string Shorten(string message) =>
        string.Join(' ', message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private static string Nearest(string value, string[] choices) => NearestName.Find(value, choices) is { } nearest ? $"Did you mean '{nearest}'?" : "";

    private static string? Expected(Type type) =>
        type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type).Select(name => name.ToLowerInvariant()))}"
        : type == typeof(bool) ? "true or false"
        : type == typeof(ulong) || type == typeof(uint) ? "a whole number of 0 or more"
        : type == typeof(int) || type == typeof(long) ? "a whole number"
        : type == typeof(double) || type == typeof(float) ? "a number"
        : type == typeof(Uri) ? "a URL"
        : null;

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
