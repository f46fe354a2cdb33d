using System.CommandLine;
using System.CommandLine.Completions;
using RewardLab.Commands;
using RewardLab.Hosting.Plugins;
using RewardLab.Torch.Runtime;
using RewardLab.Terminal;

namespace RewardLab;

/// <summary>From arguments to an exit code; every error of the program ends here.</summary>
internal static class CommandLine
{
    /// <summary>Parses and runs one command.</summary>
    /// <returns>0 when it went well, 1 for an error, 2 for wrong usage, 3 when some of the input could not be read, 130 when the user cancelled,
    /// 143 after SIGTERM.
    /// </returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        // Before any plugin, a stranger's too, can load ONNX Runtime.
        OnnxTelemetry.SwitchOff();
        using var encoding = ConsoleEncoding.UseUtf8();
#pragma warning disable RS0030 // The program's composition root: everything else is handed this clock.
        using var session = new Session(TimeProvider.System);
#pragma warning restore RS0030
        var exitCode = await RunAsync(arguments, session);
        PluginHost.ExpectEnd();
        if (exitCode is ExitCode.Cancelled or ExitCode.Terminated)
        {
            // Whatever was cancelled may still be inside libtorch.
            ProcessEnd.AtOnce(exitCode);
        }

        return exitCode;
    }

    private static async Task<int> RunAsync(string[] arguments, Session session)
    {
        var command = RewardLabCommand.Create(session);
        var parsed = command.Parse(arguments);
        session.Screen.IsQuiet = parsed.GetValue(GlobalOptions.Quiet);
        session.IsSafe = parsed.GetValue(GlobalOptions.Safe);
        if (parsed.Errors.Count > 0 && !IsCompletion(command, parsed))
        {
            return UsageError.Report(parsed, session);
        }

        using var interruption = new Interruption(session);
        PluginHost.WatchEnd(session.Screen.Error.WriteLine);
        try
        {
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(configuration, interruption.Token);
        }
#pragma warning disable CA1031 // The last resort: whatever was not foreseen still ends in one line and an exit code.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Failure.Report(exception, session, parsed.GetValue(GlobalOptions.Verbose), interruption);
        }
    }

    // A shell that completes hands the line over as one word, which is no command.
    private static bool IsCompletion(RootCommand command, ParseResult parsed) =>
        command.Directives.OfType<SuggestDirective>().Any(directive => parsed.GetResult(directive) is not null);
}
