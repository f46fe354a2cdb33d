using System.ComponentModel;
using System.Diagnostics;

namespace RewardLab.TestSupport;

/// <summary>Debian's Python with its packages (python3-pil and others): a reference to compare with. Tests skip where a package is missing.</summary>
internal static class DebianPython
{
    private const string Program = "/usr/bin/python3";

    /// <summary>Whether it is there with modules.</summary>
    /// <param name="modules">Names, such as "PIL, numpy".</param>
    public static bool Has(string modules) => Run("-c", $"import {modules}").ExitCode == 0;

    /// <summary>Starts it; nothing is typed.</summary>
    public static Process Start(params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(Program, arguments)
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        process.StandardInput.Close();
        return process;
    }

    /// <summary>Runs it to its end.</summary>
    public static (int ExitCode, string Output, string Error) Run(params string[] arguments)
    {
        if (!OperatingSystem.IsLinux())
        {
            return (-1, "", "this is no Debian"); // Wine would start it, without its output.
        }

        try
        {
            using var process = Start(arguments);
            var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, error.GetAwaiter().GetResult());
        }
        catch (Win32Exception)
        {
            return (-1, "", "there is no Python");
        }
    }
}
