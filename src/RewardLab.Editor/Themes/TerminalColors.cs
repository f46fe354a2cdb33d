namespace RewardLab.Editor.Themes;

/// <summary>What the terminal says of its colours and signs.</summary>
internal static class TerminalColors
{
    private static string Term => Environment.GetEnvironmentVariable("TERM") ?? "";

    /// <summary>Whether colours are wanted and known: NO_COLOR (no-color.org) and terminals of two colours say no.</summary>
    public static bool AreWanted =>
        Environment.GetEnvironmentVariable("NO_COLOR") is not { Length: > 0 }
        && Term is not ("dumb" or "vt100" or "vt220")
        && !Term.EndsWith("-mono", StringComparison.Ordinal)
        && !Term.EndsWith("-m", StringComparison.Ordinal);

    /// <summary>Whether there are sixteen and no more: 24-bit colours are asked for only where the terminal, or tmux, which turns them into what it has,
    /// is known to take them.</summary>
    public static bool AreFew => !OperatingSystem.IsWindows() && !HasTrueColor;

    /// <summary>Whether signs beyond ASCII are shown.</summary>
    public static bool HasUnicode =>
        OperatingSystem.IsWindows()
        || (Term != "linux"
            && Locale is { } locale
            && (locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase) || locale.Contains("utf8", StringComparison.OrdinalIgnoreCase)));

    private static bool HasTrueColor =>
        Environment.GetEnvironmentVariable("COLORTERM") is "truecolor" or "24bit"
        || Environment.GetEnvironmentVariable("TMUX") is { Length: > 0 }
        || Term.Contains("direct", StringComparison.Ordinal)
        || Term.StartsWith("xterm-kitty", StringComparison.Ordinal)
        || Term.StartsWith("alacritty", StringComparison.Ordinal);

    private static string? Locale =>
        new[] { "LC_ALL", "LC_CTYPE", "LANG" }.Select(Environment.GetEnvironmentVariable).FirstOrDefault(value => value is { Length: > 0 });
}
