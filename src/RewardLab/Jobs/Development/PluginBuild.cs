using System.Diagnostics;
using System.Text.RegularExpressions;
using RewardLab.Abstractions;
using RewardLab.Terminal;

namespace RewardLab.Jobs.Development;

/// <summary>Builds a plugin's project by the .NET SDK.</summary>
internal static partial class PluginBuild
{
    private const string Origin = @"^\s*(?:[^\s].*?\s?:\s+)?(?:[a-z]+ )?";
    private const string Code = @"(?: [a-z][\w.-]*)?\s?:(?: |$)";
    private static readonly TimeSpan LastLines = TimeSpan.FromSeconds(1);

    private static string DotNet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";

    /// <summary>Refuses a machine without an SDK.</summary>
    /// <exception cref="RewardLabException">There is none.</exception>
    public static async Task RequireSdkAsync(CancellationToken userToken)
    {
        try
        {
            if (await RunAsync(["--list-sdks"], Path.GetTempPath(), userToken, userToken) is (0, { Count: > 0 }))
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
    /// <param name="userToken">Cancelled by the user.</param>
    /// <param name="cancellationToken">Ends the build; cancelled by <paramref name="userToken"/> too.</param>
    /// <returns>Whether it was built.</returns>
    public static async Task<bool> PublishAsync(
        PluginProject project, string output, Session session, CancellationToken userToken, CancellationToken cancellationToken)
    {
        var (exitCode, lines) = await RunAsync(
            ["publish", project.File, "-c", "Release", "-o", output, "-v", "quiet", "-nologo", "-nodeReuse:false", "-consoleLoggerParameters:NoSummary"],
            project.Folder,
            userToken,
            cancellationToken);
        string[] messages =
        [
            .. lines.Where(line => Message().IsMatch(line)).Select(line => ProjectName().Replace(line, "").Trim()).Distinct(StringComparer.Ordinal),
        ];
        foreach (var line in exitCode == 0 || messages.Any(line => Error().IsMatch(line)) ? messages : [.. lines])
        {
            session.Screen.Error.WriteLine(line);
        }

        return exitCode == 0;
    }

    private static async Task<(int ExitCode, IReadOnlyList<string> Lines)> RunAsync(
        string[] arguments, string folder, CancellationToken userToken, CancellationToken cancellationToken)
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
            start, process => readers = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError)), userToken, cancellationToken);
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

    // As MSBuild prints them: "origin : subcategory error code : text", where subcategory, code and the space before a colon may be left out.
    [GeneratedRegex(Origin + "(?:error|warning)" + Code, RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Message();

    [GeneratedRegex(Origin + "error" + Code, RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Error();

    [GeneratedRegex(@" \[[^\]]*\]$", RegexOptions.NonBacktracking)]
    private static partial Regex ProjectName();
}
