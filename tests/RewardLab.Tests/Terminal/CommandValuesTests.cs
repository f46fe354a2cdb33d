using System.CommandLine;
using System.CommandLine.Parsing;
using RewardLab.Commands;
using RewardLab.Terminal;

namespace RewardLab.Tests.Terminal;

/// <summary>Every option of every command gets a value that it cannot take: what is said names the option and the value, and no type of .NET.</summary>
public sealed class CommandValuesTests : IDisposable
{
    private readonly Session _session = new(new ManualTime());

    public static TheoryData<string, string> Options
    {
        get
        {
            using var session = new Session(new ManualTime());
            return [.. Of(RewardLabCommand.Create(session), "").Distinct()];
        }
    }

    public void Dispose() => _session.Dispose();

    [Theory]
    [MemberData(nameof(Options))]
    public void Option_WithAValueItCannotTake_IsNamedWithoutATypeOfDotNet(string command, string option)
    {
        foreach (var value in (string[])["abc", "-1", "1e400", ""])
        {
            var parsed = RewardLabCommand.Create(_session).Parse([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), $"{option}={value}"]);
            foreach (var error in parsed.Errors.Where(
                error => (error.SymbolResult as OptionResult ?? error.SymbolResult?.Parent as OptionResult)?.Option.Name == option))
            {
                var message = UsageError.Describe(error);
                message.ShouldNotContain("System.");
                message.ShouldNotContain("Cannot parse");
                message.ShouldNotContain("\n");
                message.ShouldContain(option);
            }
        }
    }

    [Theory]
    [InlineData("run r --seed abc", "--seed takes a whole number of 0 or more, not 'abc'.")]
    [InlineData("run r --seed -1", "--seed takes a whole number of 0 or more, not '-1'.")]
    [InlineData("run r --threads many", "--threads takes a whole number, not 'many'.")]
    [InlineData("run r --threads 0", "--threads must be from 1 to 1024.")]
    [InlineData("score --images a --reward b --prompt c --threads 0", "--threads must be from 1 to 1024.")]
    [InlineData("score --images a --reward b --prompt c --image-reading loud", "--image-reading takes one of shown, reference, not 'loud'.")]
    [InlineData("bench run a --ap-normalisation foud", "--ap-normalisation takes one of both, found, possible, not 'foud'. Did you mean 'found'?")]
    [InlineData("plugins new a", "--kind is missing. Give --kind KIND.")]
    [InlineData("run r --set", "--set needs a value: --set NAME=VALUE.")]
    [InlineData("completion fish", "SHELL takes one of bash, pwsh, zsh, not 'fish'.")]
    public void CommandLine_ThatIsWrong_SaysWhatItTakes(string arguments, string message)
    {
        var parsed = RewardLabCommand.Create(_session).Parse(arguments.Split(' '));
        parsed.Errors.ShouldNotBeEmpty();
        UsageError.Describe(parsed).ShouldBe(message);
    }

    private static IEnumerable<(string Command, string Option)> Of(Command command, string path) => command.Options
        .Where(option => option.ValueType != typeof(string) && option.ValueType != typeof(string[]) && option.Arity.MaximumNumberOfValues > 0)
        .Select(option => (path, option.Name))
        .Concat(command.Subcommands.SelectMany(inner => Of(inner, $"{path} {inner.Name}".Trim())));
}
