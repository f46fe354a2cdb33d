using System.Diagnostics;
using System.Text.RegularExpressions;
using RewardLab.Abstractions;
using RewardLab.Terminal;

namespace RewardLab.Jobs.Development;

/// <summary>Builds a plugin's project by the .NET SDK.</summary>
internal static partial class PluginBuild
{
    private static readonly TimeSpan LastLines = TimeSpan.FromSeconds(1);

    private static string DotNet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";

    /// <summary>Refuses a machine without an SDK.</summary>
    /// <exception cref="RewardLabException">There is none.</exception>
    public static async Task RequireSdkAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await RunAsync(["--list-sdks"], Path.GetTempPath(), cancellationToken) is (0, { Count: > 0 }))
            {
                return;
            }
        }
        catch (RewardLabException)
        {
            // No dotnet at all: as good as one without an SDK.
        }

        throw new RewardLabException($"To build a plugin the .NET {Environment.Version.Major} SDK is needed: https://dotnet.microsoft.com/download");
    }

    /// <summary>Publishes the project.</summary>
    /// <param name="project">The project.</param>
    /// <param name="output">The folder to publish to.</param>
    /// <param name="session">Where errors and warnings are shown, with file and line.</param>
    /// <param name="cancellationToken">Ends the build.</param>
    /// <returns>Whether it was built.</returns>
    public static async Task<bool> PublishAsync(PluginProject project, string output, Session session, CancellationToken cancellationToken)
    {
        var (exitCode, lines) = await RunAsync(
            ["publish", project.File, "-c", "Release", "-o", output, "-v", "quiet", "-nologo", "-nodeReuse:false", "-consoleLoggerParameters:NoSummary"],
            project.Folder,
            cancellationToken);
        string[] messages =
        [
            .. lines.Where(line => Message().IsMatch(line)).Select(line => ProjectName().Replace(line, "").Trim()).Distinct(StringComparer.Ordinal),
        ];
        foreach (var line in messages.Length > 0 || exitCode == 0 ? messages : [.. lines])
        {
            session.Screen.Error.WriteLine(line);
        }

        return exitCode == 0;
    }

    private static async Task<(int ExitCode, IReadOnlyList<string> Lines)> RunAsync(string[] arguments, string folder, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        var start = new ProcessStartInfo(DotNet, arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Errors are recognised by their English form.
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        var readers = Task.CompletedTask;
        var exitCode = await ChildProcess.RunAsync(
            start, process => readers = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError)), cancellationToken);
        await Task.WhenAny(readers, Task.Delay(LastLines, cancellationToken));
        lock (lines)
        {
            return (exitCode, [.. lines]);
        }

        async Task ReadAsync(TextReader reader)
        {
            while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
            {
                lock (lines)
                {
                    lines.Add(line);
                }
            }
        }
    }

    [GeneratedRegex(@"(?:\)| )\s?: (?:error|warning) [A-Z]+[0-9]+: |^(?:MSBUILD|CSC) ?: error ", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Message();

    [GeneratedRegex(@" \[[^\]]*\]$", RegexOptions.NonBacktracking)]
    private static partial Regex ProjectName();
}
