using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RewardLab.Recipes;

/// <summary>Runs a recipe that is a C# file of its own, <c>dotnet run recipe.cs</c>, by the installed program, as <c>rewardlab run recipe.cs</c>.</summary>
/// <remarks>The compiler and the editor see an ordinary program; nothing of it is run here. So a recipe gives the same bytes in either form, and whatever
/// the program can do with a recipe (parameters, presets, resuming) it can do with this one.</remarks>
public static partial class RecipeProgram
{
    /// <summary>The variable that names the program's file where it is not on the PATH.</summary>
    public const string ProgramVariable = "REWARDLAB_PROGRAM";

    private const int CommandNotFound = 127;
    private const int SigTerm = 15;

    /// <summary>Runs the recipe and ends the process with the program's exit code; called as the recipe's own assembly starts.</summary>
    /// <param name="path">The C# file; null where the process was not started by <c>dotnet run FILE.cs</c>.</param>
    /// <param name="arguments">What <c>rewardlab run FILE.cs</c> takes besides, such as <c>--set n=16</c>.</param>
    public static void RunAndExit(string? path, IReadOnlyList<string> arguments) => Environment.Exit(Run(path, arguments));

    /// <summary>Runs the recipe.</summary>
    /// <param name="path">The C# file; null where the process was not started by <c>dotnet run FILE.cs</c>.</param>
    /// <param name="arguments">What <c>rewardlab run FILE.cs</c> takes besides.</param>
    /// <returns>The program's exit code; 127 where there is no program.</returns>
    public static int Run(string? path, IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        if (path is null)
        {
            Console.Error.WriteLine("error: a recipe is run from its source: dotnet run RECIPE.cs, or rewardlab run RECIPE.cs.");
            return CommandNotFound;
        }

        if (FindProgram() is not { } program)
        {
            Console.Error.WriteLine(Environment.GetEnvironmentVariable(ProgramVariable) is { Length: > 0 } named
                ? $"error: {ProgramVariable} names '{named}', which is no file."
                : "error: rewardlab, which runs recipes, is not on the PATH. Install it by 'dotnet tool install -g rewardlab', "
                    + $"or let {ProgramVariable} name its file.");
            return CommandNotFound;
        }

        return Start(program, ["run", path, .. arguments]);
    }

    private static string? FindProgram()
    {
        if (Environment.GetEnvironmentVariable(ProgramVariable) is { Length: > 0 } named)
        {
            return File.Exists(named) ? named : null;
        }

        var name = OperatingSystem.IsWindows() ? "rewardlab.exe" : "rewardlab";
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(Path.Combine(home, ".dotnet", "tools"))
            .Select(folder => Path.Combine(folder.Trim('"'), name))
            .FirstOrDefault(File.Exists);
    }

    // Input, output and errors are the program's own, and so is its end: a Ctrl+C in the terminal reaches it by itself, SIGTERM is passed on.
    private static int Start(string program, string[] arguments)
    {
        Process? process = null;
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static context => context.Cancel = true);
        using var quit = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, static context => context.Cancel = true);
        using var termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            if (!OperatingSystem.IsWindows() && process is { } started)
            {
                _ = Kill(started.Id, SigTerm);
            }
        });
        try
        {
            using var running = process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false });
            running!.WaitForExit();
            return running.ExitCode;
        }
        catch (Win32Exception exception)
        {
            Console.Error.WriteLine($"error: '{program}' cannot be started: {exception.Message}");
            return CommandNotFound;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
