using System.Diagnostics;
using System.Globalization;

namespace RewardLab.Editor.Shell;

/// <summary>The user's own editor: VISUAL, EDITOR, or vi (on Windows notepad).</summary>
internal static class ExternalEditor
{
    /// <summary>Opens a file at a line, and waits until the editor is closed.</summary>
    public static void Open(string path, int line)
    {
        if (OperatingSystem.IsWindows())
        {
            using var notepad = Process.Start(new ProcessStartInfo(Chosen() ?? "notepad", [path]) { UseShellExecute = false });
            notepad?.WaitForExit();
            return;
        }

        // By the shell, since the variable may hold options. vi, vim, nvim, nano, emacs and micro take +LINE.
        var editor = Chosen() ?? "vi";
        var program = Path.GetFileName(editor.Split(' ')[0]);
        var takesLine = program is "vi" or "vim" or "nvim" or "nano" or "emacs" or "micro" or "kak" or "joe";
        string[] arguments =
        [
            "-c",
            $"{editor} \"$@\"",
            "sh",
            .. takesLine ? [string.Create(CultureInfo.InvariantCulture, $"+{line}")] : Array.Empty<string>(),
            path,
        ];
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", arguments) { UseShellExecute = false });
        process?.WaitForExit();
    }

    private static string? Chosen() =>
        Environment.GetEnvironmentVariable("VISUAL") is { Length: > 0 } visual ? visual
        : Environment.GetEnvironmentVariable("EDITOR") is { Length: > 0 } editor ? editor
        : null;
}
