using RewardLab.Hosting.Plugins.Assemblies;

namespace RewardLab.Hosting.Plugins;

/// <summary>Tells the process that started another whether that one ended inside a call of a plugin's component, and inside which.</summary>
public static class PluginEnd
{
    /// <summary>The calls that a line of its standard error names as those it was ended inside, such as by Environment.Exit.</summary>
    /// <param name="line">A line.</param>
    /// <returns>Such as "Score of reward 'brightness' of plugin 'acme.brightness 1.2.0'"; null in any other line.</returns>
    public static string? In(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return line.IndexOf(PluginCalls.EndedInside, StringComparison.Ordinal) is >= 0 and var start
            && line[(start + PluginCalls.EndedInside.Length)..] is var rest
            && rest.IndexOf(". '", StringComparison.Ordinal) is > 0 and var end
            ? rest[..end]
            : null;
    }

    /// <summary>The calls that a process was inside when it ended without a word, as by a stack overflow or a signal. They are told once: the next start says
    /// nothing of them any more.</summary>
    /// <param name="user">The user's folders, which the process had too.</param>
    /// <param name="processId">The process, which has ended.</param>
    /// <returns>The calls, and what keeps the plugin from doing it again, in words; null where it was inside none.</returns>
    public static (string Calls, string Advice)? Take(UserFolders user, int processId)
    {
        ArgumentNullException.ThrowIfNull(user);
        return PluginCalls.TakeDead(user.Settings, processId) is { } dead ? (dead.Words, PluginCalls.Advice(dead.PluginId)) : null;
    }
}
