using System.Diagnostics;

namespace RewardLab.Editor.Shell;

/// <summary>The terminal as a shell expects it.</summary>
internal static class TerminalState
{
    // Bracketed paste off, mouse off, colours reset, the former screen back, the cursor shown.
    private const string Sequences = "\e[?2004l\e[?1000l\e[?1002l\e[?1003l\e[?1006l\e[?1015l\e[<u\e[0m\e[?1049l\e[?25h";

    /// <summary>Restores it on a way out on which the screen's library does not: output, echo and line mode. Does nothing where it is no terminal.</summary>
    public static void Reset()
    {
        if (Console.IsOutputRedirected)
        {
            return;
        }

        try
        {
            using var output = Console.OpenStandardOutput();
            output.Write(System.Text.Encoding.ASCII.GetBytes(Sequences));
            output.Flush();
            if (!OperatingSystem.IsWindows())
            {
                using var stty = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "stty sane </dev/tty"]) { UseShellExecute = false });
                stty?.WaitForExit(1000);
            }
        }
        catch (Exception exception) when (exception is IOException or System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            // There is no terminal any more.
        }
    }
}
